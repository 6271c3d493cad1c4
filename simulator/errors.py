"""The API's refusals: a code, and the sentence Zalo gives with it (its own spelling mistakes included)."""

from __future__ import annotations

SENTENCES = {
    -32: "Your application reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "{field} is invalid!",
    -204: "Offical Account is disable",
    -205: "Offical Account is not exist",
    -209: "Not supported this api",
    -210: "Parameter exceeds allowable limit",
    -211: "Out of quota",
    -212: "App has not registed this api",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -217: "User has blocked invitation from OA",
    -218: "Out of quota receive",
    -219: "App is removed or disabled",
    -220: "access_token is expired or removed",
    -221: "The OA needs to be verified to use this feature",
    -223: "Official Account has not authorized this API",
    -224: "The OA needs to upgrade OA Tier Package to use this feature",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the last interaction has expired",
    -233: "message type is invalid or not support",
    -234: "This message cannot be sent at night (10:00PM - 6:00AM)",
    -235: "This API does not support this type of OA",
    -240: "MessageV2 API has been shut down, please switch to MessageV3",
    -242: "Invalid appsecret_proof provided in the API argument",
    -244: "User has restricted this message type from your OA",
    -248: "Violates our platform standards",
    -320: "Zalo Cloud Account is not linked",
    -321: "Zalo Cloud Account has not enough money",
}


class ApiError(Exception):
    """A call the API refuses; answered with HTTP 200 and `code` in the body."""

    def __init__(self, code: int, message: str = "", *, field: str = "parameter") -> None:
        self.code = code
        self.message = message or SENTENCES.get(code, "Unknown error").format(field=field)
        super().__init__(f"{code} {self.message}")

    @property
    def body(self) -> dict[str, object]:
        """The answer as JSON values."""
        return {"error": self.code, "message": self.message}


def invalid(field: str) -> ApiError:
    """The refusal of one wrong parameter, named in its text."""
    return ApiError(-201, field=field)
