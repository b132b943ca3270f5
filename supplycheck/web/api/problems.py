"""Every refusal: RFC 9457 problem documents, their words in Chinese and English."""

from __future__ import annotations

import json
from typing import Any

from supplycheck.errors import SupplycheckError
from supplycheck.report import Text

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:supplycheck:problem:"

PROBLEMS: dict[str, tuple[int, Text]] = {
    "malformed": (400, Text("请求不是有效的 HTTP。", "This is no valid HTTP request.")),
    "no-token": (401, Text("缺少访问令牌，或令牌不对。", "The bearer token is missing or wrong.")),
    "from-a-page": (403, Text("不接受其他网页发来的请求。", "Requests of other web pages are refused.")),
    "not-found": (404, Text("没有这个地址。", "There is nothing at this address.")),
    "no-such-rule": (404, Text("没有这条规则。", "There is no such rule.")),
    "method": (405, Text("此地址不接受这种方法。", "This address does not take that method.")),
    "slow": (408, Text("请求用时过长，已停止接收。", "The request took too long to arrive.")),
    "too-large": (413, Text("内容过大。", "The content is too large.")),
    "too-many": (
        413,
        Text(
            "报关单或商品项过多，请用 JSON Lines 分行发送。",
            "Too many declarations or goods lines: send them as JSON lines.",
        ),
    ),
    "media-type": (415, Text("不支持这种内容类型或压缩。", "This content type or encoding is not taken.")),
    "wrong-host": (421, Text("请求的主机名不属于本服务。", "This is not the host that was asked for.")),
    "parameter": (422, Text("查询参数不对。", "A parameter is wrong.")),
    "unreadable": (422, Text("内容无法读作报关单。", "The content cannot be read as a declaration.")),
    "head-too-large": (431, Text("请求头过大。", "The head of the request is too large.")),
    "internal": (500, Text("程序出错，详情见服务日志。", "The program failed; the log of the service says more.")),
    "busy": (503, Text("正忙，请稍后再试。", "Too much at once: come again in a moment.")),
    "not-ready": (503, Text("名单或法规数据尚不可用。", "Lists or facts of law are not available.")),
    "too-long": (503, Text("核对用时过长，已停止。", "The check took too long and was stopped.")),
}
"""Status and sentence of each."""


class Problem(SupplycheckError):
    """A request that is refused.

    Attributes:
        code: a key of `PROBLEMS`, the end of the problem's `type`.
        status: of the answer.
        more: further members of the document, such as `parameter` or `limit`.
        headers: further header fields of the answer.
    """

    def __init__(self, code: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.code = code
        self.status = PROBLEMS[code][0]
        self.more = more
        self.headers = headers or {}
        super().__init__(code)

    def to_json(self, lang: str, request_id: str) -> bytes:
        """The document. `title` is in one language, `text` in both."""
        text = PROBLEMS[self.code][1]
        told = {
            "type": TYPE + self.code,
            "title": text.of(lang),
            "status": self.status,
            "request_id": request_id,
            "text": text.to_dict(),
            **self.more,
        }
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace")
