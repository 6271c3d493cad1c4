"""Every event the platform may send: its name, its shape, and whether a bot may answer it.

Names and shapes follow the platform's published list of webhook events; where published lists spell one event in
two ways, both are here. A bot that answers anything but a citizen's own doing is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.account import Account, id_by_app, new_message_id
from simulator.events import ATTACHMENTS, Events

GROUP = "4271839056172839405"
ADMIN = "5930182746501928374"
MEDIA_OF_ACCOUNT = ("image", "gif", "list", "file", "sticker", "template")
MEDIA_OF_GROUPS = ("text", "image", "link", "audio", "location", "video", "business_card", "sticker", "gif", "file")

Build = Callable[["Events", Account, str, str, int], dict[str, Any]]


def _attached(kind: str) -> list[dict[str, Any]]:
    return [{"type": kind, "payload": dict(ATTACHMENTS.get(kind, {}))}]


def _message(kind: str) -> dict[str, Any]:
    message: dict[str, Any] = {"msg_id": new_message_id()}
    return message | ({"text": "Tin mẫu"} if kind == "text" else {"attachments": _attached(kind)})


def _echo(events: Events, _account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    return events.echo(name, user_id, _message(name.rsplit("_", 1)[1]), at)


def _receipt(events: Events, _account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    return events.receipt(name, user_id, new_message_id(), at)


def _reaction(events: Events, _account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    message = {"msg_id": new_message_id(), "react_icon": "/-heart"}
    from_account = name.startswith("oa_")
    return events.echo(name, user_id, message, at) if from_account else events.from_user(name, user_id, message, at)


def _tag(events: Events, _account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    return events.tag(name, [user_id], "Hoàn thành", at)


def _anonymous(events: Events, _account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    """A visitor without a Zalo account: the conversation is named beside the message."""
    message = _message(name.rsplit("_", 1)[1]) | {"conversation_id": "c" + user_id}
    from_account = name.startswith("oa_")
    return events.echo(name, user_id, message, at) if from_account else events.from_user(name, user_id, message, at)


def _flat(_events: Events, account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    """Management events: no sender, no message."""
    return {
        "app_id": account.app_id,
        "oa_id": account.oa_id,
        "user_id": user_id,
        "user_id_by_app": id_by_app(user_id),
        "event_name": name,
        "timestamp": str(at),
    }


def _group(events: Events, account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    return _flat(events, account, name, user_id, at) | {"group_id": GROUP, "user_ids": [user_id]}


def _group_message(_events: Events, account: Account, name: str, user_id: str, at: int) -> dict[str, Any]:
    kind = name.split("_group_", 1)[1]
    sender = {"id": account.oa_id, "admin_id": ADMIN} if name.startswith("oa_") else {"id": user_id}
    return {
        "app_id": account.app_id,
        "oa_id": account.oa_id,
        "sender": sender,
        "recipient": {"id": GROUP},
        "event_name": name,
        "message": _message(kind),
        "timestamp": str(at),
    }


_NAMES: dict[Build, str] = {
    _echo: "oa_send_text " + " ".join(f"oa_send_{kind}" for kind in MEDIA_OF_ACCOUNT),
    _receipt: "user_received_message user_seen_message",
    _reaction: "user_reacted_message oa_reacted_message",
    _tag: "add_user_to_tag remove_user_from_tag remove_tag",
    _anonymous: " ".join(
        f"{who}_{kind}"
        for who in ("anonymous_send", "oa_send_anonymous")
        for kind in ("text", "image", "file", "sticker")
    ),
    _flat: """update_user_info user_feedback change_template_status change_template_quality change_template_quota
        change_oa_daily_quota change_oa_template_tags event_journey_time_out event_journey_acknowledged oa_send_consent
        user_reply_consent oa_call_user user_call_oa shop_has_order widget_interaction_accepted
        widget_failed_to_sync_user_external_id extension_purchased""",
    _group: """create_group user_join_group user_request_join_group accept_request_join_group react_request_join_group
        react_request_join_group_accept reject_request_join_group add_group_admin remove_group_admin update_group_info
        user_out_group user_leave_group delete_group""",
    _group_message: " ".join(f"{who}_send_group_{kind}" for who in ("user", "oa") for kind in MEDIA_OF_GROUPS),
}
SILENT: dict[str, Build] = {name: build for build, names in _NAMES.items() for name in names.split()}
"""Events that ask for no answer, and how each is built."""

RELATIONS = ("follow", "unfollow", "user_click_chatnow", "user_withdraw")
MESSAGES = ("user_send_text", *(f"user_send_{kind}" for kind in ATTACHMENTS), "user_submit_info")
"""What a citizen does that a bot may answer, besides `follow` and `user_click_chatnow`."""

INTERACTIONS = (
    "user_call_oa",
    "user_reply_consent",
    "widget_interaction_accepted",
    *(name for name in SILENT if name.startswith("user_send_group_")),
)
"""Silent events that open the window for consultation messages all the same."""

NAMES = (*MESSAGES, *RELATIONS, *SILENT)
