"""The agenda of a meeting, its papers, and who received them."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from mappa.views import agenda, packs

_AT = "mappa/meetings/<meeting_ref>/"
urlpatterns = [
    path(_AT + "agenda/", agenda.agenda, name="agenda"),
    path(_AT + "agenda.pdf", packs.papers_pdf, name="agenda_pdf"),
    path(_AT + "agenda.docx", packs.papers_docx, name="agenda_docx"),
    path(_AT + "agenda/agenda.pdf", packs.papers_pdf, name="agenda_pdf_below"),
    path(_AT + "agenda/agenda.docx", packs.papers_docx, name="agenda_docx_below"),
    path(_AT + "agenda/build/", agenda.build, name="build_agenda"),
    path(_AT + "agenda/add/", agenda.add_case, name="add_case"),
    path(_AT + "agenda/arrange/", agenda.arrange, name="arrange_agenda"),
    path(_AT + "agenda/cases/<int:item_id>/take-off/", agenda.take_off, name="take_off"),
    path(_AT + "agenda/cases/<int:item_id>/sharing/", agenda.sharing, name="decide_sharing"),
    path(_AT + "packs/", packs.versions, name="packs"),
    path(_AT + "packs/<int:number>/issue/", packs.issue, name="issue_pack"),
    path(_AT + "packs/<int:number>/copies/<int:recipient_id>/", packs.copy, name="record_copy"),
    path(_AT + "packs/<int:number>/<slug:kind>/", packs.file, name="pack_file"),
]

_SEE = holders_of(p.SEE_NOMINALS, p.SEE_MAPPA)
_RUN = holders_of(p.SEE_NOMINALS, p.RUN_MAPPA)
POLICY: dict[str, Rule] = {
    "mappa:agenda": _SEE,
    "mappa:agenda_pdf": _SEE,
    "mappa:agenda_docx": _SEE,
    "mappa:agenda_pdf_below": _SEE,
    "mappa:agenda_docx_below": _SEE,
    "mappa:build_agenda": _RUN,
    "mappa:add_case": _RUN,
    "mappa:arrange_agenda": _RUN,
    "mappa:take_off": _RUN,
    "mappa:decide_sharing": _SEE,
    "mappa:packs": _RUN,
    "mappa:issue_pack": _RUN,
    "mappa:record_copy": _RUN,
    "mappa:pack_file": _SEE,
}
