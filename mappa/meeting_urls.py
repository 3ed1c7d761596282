"""Referrals, meetings, minutes, actions, agencies, serious cases: their pages and who may use them."""

from django.urls import path

from accounts import lost_posts
from accounts import permissions as p
from accounts.roles import roles_with
from accounts.urlpolicy import Rule, holders_of
from mappa import drafts
from mappa.views import actions, areas, invitations, meetings, minutes, referrals, serious

_AT = "nominals/<reference>/mappa/"
_REFERRAL = _AT + "referrals/<referral_ref>/"
_ACTION = _AT + "actions/<action_ref>/"
_SERIOUS = _AT + "serious/<int:pk>/"
_MEETING = "mappa/meetings/<meeting_ref>/"
_CASE = _MEETING + "cases/<reference>/"

urlpatterns = [
    path("mappa/referrals/", referrals.listing, name="referrals"),
    path(_AT + "refer/", referrals.refer, name="refer"),
    path(_REFERRAL, referrals.referral, name="referral"),
    path(_REFERRAL + "screen/", referrals.screen, name="screen"),
    path(_REFERRAL + "error/", referrals.void, name="void_referral"),
    path("mappa/meetings/", meetings.listing, name="meetings"),
    path("mappa/plan-a-meeting/", meetings.add, name="add_meeting"),
    path(_AT + "urgent/", meetings.urgent, name="urgent"),
    path(_MEETING, meetings.meeting, name="meeting"),
    path(_MEETING + "edit/", meetings.edit, name="edit_meeting"),
    path(_MEETING + "plan-again/", meetings.plan_again, name="plan_again"),
    path(_MEETING + "cancel/", meetings.cancel, name="cancel_meeting"),
    path(_MEETING + "hold/", meetings.hold, name="hold"),
    path(_MEETING + "invite/", invitations.invite, name="invite"),
    path(_MEETING + "invitations/<int:pk>/remove/", invitations.uninvite, name="uninvite"),
    path(_MEETING + "attendance/", invitations.attendance, name="attendance"),
    path(_MEETING + "check/", invitations.check, name="check_minutes"),
    path(_MEETING + "finalise/", invitations.finalise, name="finalise"),
    path(_MEETING + "paper/", minutes.paper_form, name="paper_form"),
    path(_CASE, minutes.minutes, name="minutes"),
    path(_CASE + "draft/", minutes.keep_draft, name="keep_draft"),
    path(_CASE + "draft/discard/", minutes.discard_draft, name="discard_draft"),
    path(_CASE + "addendum/", minutes.addendum, name="addendum"),
    path(_CASE + "actions/add/", actions.add, name="add_action"),
    path(_CASE + "actions/<action_ref>/", actions.review, name="review_action"),
    path("mappa/actions/", actions.listing, name="actions"),
    path("mappa/actions/remind/", actions.remind_agency, name="remind_agency"),
    path(_ACTION, actions.action, name="action"),
    path(_ACTION + "close/", actions.close, name="close_action"),
    path(_ACTION + "hand-over/", actions.hand_over, name="hand_over"),
    path(_ACTION + "remind/", actions.remind, name="remind"),
    path("mappa/areas/", areas.areas, name="areas"),
    path("mappa/areas/add/", areas.add_area, name="add_area"),
    path("mappa/areas/<int:area_id>/add/", areas.add_agency, name="add_agency"),
    path("mappa/agencies/<int:pk>/", areas.agency, name="agency"),
    path("mappa/agencies/<int:pk>/contacts/add/", areas.add_contact, name="add_contact"),
    path("mappa/contacts/<int:pk>/", areas.contact, name="contact"),
    path(_AT + "serious/", serious.add, name="add_serious"),
    path(_SERIOUS, serious.serious, name="serious"),
    path(_SERIOUS + "decide/", serious.decide, name="decide_serious"),
    path(_SERIOUS + "outcome/", serious.conclude, name="conclude_serious"),
]

_SEE = holders_of(p.SEE_NOMINALS, p.SEE_MAPPA)
_REFER = holders_of(p.SEE_NOMINALS, p.REFER)
_RUN = holders_of(p.SEE_NOMINALS, p.RUN_MAPPA)
_DECIDE = holders_of(p.SEE_NOMINALS, p.DECIDE_MAPPA)
_SEEN = ("referrals", "referral", "meetings", "meeting", "minutes", "actions", "action", "serious")
_REFERRED = ("refer", "add_serious")
_CHECKED = ("check_minutes",)  # by the chair; the view and the action ask who that is
_OWN = ("close_action",)  # the owner of an action closes it wherever the record is open to them

POLICY: dict[str, Rule] = {
    **{f"mappa:{name}": _SEE for name in _SEEN},
    **{f"mappa:{name}": _REFER for name in _REFERRED},
    **{f"mappa:{name}": _DECIDE for name in _CHECKED},
    # Open where the record is to be read only: the view and the action ask whose it is.
    **{
        f"mappa:{name}": Rule(roles_with(p.SEE_NOMINALS, p.CLOSE_ACTIONS), permissions=_SEE.permissions)
        for name in _OWN
    },
    **{
        f"mappa:{route.name}": _RUN for route in urlpatterns if route.name not in {*_SEEN, *_REFERRED, *_CHECKED, *_OWN}
    },
}

lost_posts.register("mappa:minutes", drafts.keep_lost)
lost_posts.register("mappa:keep_draft", drafts.keep_lost)
