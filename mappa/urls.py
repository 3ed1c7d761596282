"""The pages of MAPPA: each part has a module of routes and of who may use them."""

from types import ModuleType

from accounts.urlpolicy import Rule
from mappa import agenda_urls, meeting_urls, record_urls

app_name = "mappa"
PARTS: tuple[ModuleType, ...] = (record_urls, agenda_urls, meeting_urls)

urlpatterns = [route for part in PARTS for route in part.urlpatterns]
POLICY: dict[str, Rule] = {name: rule for part in PARTS for name, rule in part.POLICY.items()}
