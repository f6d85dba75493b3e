"""GMime as a judge of messages: strict in every way it can be, and every warning that it gives.

Framed as judge.py says.
"""

import base64
import ctypes

import gi

import judge

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402

WARN = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
# A second file name for readers that do not know filename*: noticed, and on purpose (RFC 6266 §4.3).
ON_PURPOSE = (11, b"filename")


def strict():
    options = GMime.ParserOptions.new()
    options.set_address_compliance_mode(GMime.RfcComplianceMode.STRICT)
    options.set_parameter_compliance_mode(GMime.RfcComplianceMode.STRICT)
    options.set_rfc2047_compliance_mode(GMime.RfcComplianceMode.STRICT)
    return options


def warnings(octets):
    """Through C, since the binding leaves the callback out."""
    found = []

    def warn(offset, code, item, _data):
        if (code, item) != ON_PURPOSE:
            found.append(f"warning {code} at {offset}: {(item or b'').decode(errors='replace')}")

    library = ctypes.CDLL("libgmime-3.0.so.0")
    pointer = ctypes.c_void_p
    for name in ("parser_options_new", "stream_mem_new_with_buffer", "parser_new_with_stream"):
        getattr(library, "g_mime_" + name).restype = pointer
    library.g_mime_parser_construct_message.restype = pointer
    callback = WARN(warn)
    options = pointer(library.g_mime_parser_options_new())
    library.g_mime_parser_options_set_warning_callback(options, callback, None)
    stream = pointer(
        library.g_mime_stream_mem_new_with_buffer(octets, ctypes.c_size_t(len(octets)))
    )
    parser = pointer(library.g_mime_parser_new_with_stream(stream))
    if not library.g_mime_parser_construct_message(parser, options):
        found.append("no message")
    return found


def addresses(listed):
    for i in range(listed.length()):
        each = listed.get_address(i)
        if isinstance(each, GMime.InternetAddressGroup):
            yield [each.get_name(), list(addresses(each.get_members()))]
        else:
            yield [each.get_name() or "", each.get_idn_addr()]


def content(entity):
    stream = GMime.StreamMem.new()
    entity.get_content().write_to_stream(stream)
    return bytes(stream.get_byte_array())


def part(entity):
    kind = entity.get_content_type()
    answer = {
        "type": f"{kind.get_media_type()}/{kind.get_media_subtype()}".lower(),
        "encoding": "",
        "disposition": entity.get_disposition() or "",
        "fileName": "",
        "contentId": f"<{entity.get_content_id()}>" if entity.get_content_id() else "",
    }
    if entity.get_content_disposition():
        name = entity.get_content_disposition().get_parameter("filename")
        answer["fileName"] = name or ""
    encoding = entity.get_header("Content-Transfer-Encoding")
    answer["encoding"] = (encoding or "").strip()
    if isinstance(entity, GMime.MessagePart):
        answer["message"] = message(entity.get_message())
    elif isinstance(entity, GMime.Multipart):
        answer["parts"] = [part(entity.get_part(i)) for i in range(entity.get_count())]
    elif kind.get_media_type() == "text" and entity.get_disposition() != "attachment":
        charset = kind.get_parameter("charset") or "us-ascii"
        answer["text"] = content(entity).decode(charset)
    else:
        answer["bytes"] = base64.b64encode(content(entity)).decode()
    return answer


def message(entity):
    lists = {
        "from": entity.get_from(),
        "to": entity.get_to(),
        "cc": entity.get_cc(),
        "bcc": entity.get_bcc(),
        "reply-to": entity.get_reply_to(),
    }
    date = entity.get_date()
    return {
        "subject": entity.get_subject() or "",
        "date": date.format("%Y-%m-%dT%H:%M:%S%:z") if date else "",
        "addresses": {name: list(addresses(each)) for name, each in lists.items() if each.length()},
        "fields": {
            name: " ".join(entity.get_header(name).split())
            for name in judge.FIELDS
            if entity.get_header(name)
        },
        "body": part(entity.get_mime_part()),
    }


def read(octets):
    stream = GMime.StreamMem.new_with_buffer(octets)
    answer = message(GMime.Parser.new_with_stream(stream).construct_message(strict()))
    answer["defects"] = warnings(octets)
    return answer


GMime.init()
judge.sit(read)
