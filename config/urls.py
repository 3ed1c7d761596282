"""Every address. Each app brings its routes and says who may use them."""

from django.urls import include, path

import accounts.urls
import caseloads.audit_urls
import caseloads.counter_urls
import caseloads.simulator_urls
import caseloads.supervision_urls
import caseloads.urls
import caseloads.workday_urls
import deadlines.urls
import mappa.urls
import notification.urls
import offenders.access_urls
import offenders.transfer_urls
import offenders.urls
import orders.urls
import risk.urls
import visits.urls
from accounts import urlpolicy
from accounts.admin_site import site
from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include(accounts.urls)),
    path("", include(caseloads.audit_urls)),
    path("", include(caseloads.counter_urls)),
    path("", include(caseloads.simulator_urls)),
    path("", include(caseloads.supervision_urls)),
    path("", include(caseloads.urls)),
    path("", include(caseloads.workday_urls)),
    path("", include(deadlines.urls)),
    path("", include(offenders.access_urls)),
    path("", include(offenders.transfer_urls)),
    path("", include(mappa.urls)),
    path("nominals/", include(offenders.urls)),
    path("nominals/<reference>/notification/", include(notification.urls)),
    path("nominals/<reference>/orders/", include(orders.urls)),
    path("", include(risk.urls)),
    path("nominals/<reference>/visits/", include(visits.urls)),
    path("administration/", site.urls),
]

for app in (
    accounts.urls,
    caseloads.audit_urls,
    caseloads.counter_urls,
    caseloads.simulator_urls,
    caseloads.supervision_urls,
    caseloads.urls,
    caseloads.workday_urls,
    deadlines.urls,
    mappa.urls,
    notification.urls,
    offenders.access_urls,
    offenders.transfer_urls,
    offenders.urls,
    orders.urls,
    risk.urls,
    visits.urls,
):
    urlpolicy.register(app.POLICY)
urlpolicy.register({"healthz": urlpolicy.PUBLIC})

handler400 = "common.errors.bad_request"
handler403 = "common.errors.forbidden"
handler404 = "common.errors.not_found"
handler500 = "common.errors.server_error"
