"""The peer on Python: Google's quickstart for Python, given other addresses.

python3 gmail.py FOLDER send|labels|raw FILE|media FILE|bulk COUNT
FOLDER holds credentials.json and token.json; $GMAIL_URL is the API. Whom TLS trusts is said by
$HTTPLIB2_CA_CERTS and $REQUESTS_CA_BUNDLE.
"""
import base64
import datetime
import io
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import google_auth_httplib2
import httplib2
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.http import MediaIoBaseUpload

WORKERS = 8


def authorize(folder):
    with open(os.path.join(folder, "credentials.json")) as file:
        client = json.load(file)["installed"]
    token_file = os.path.join(folder, "token.json")
    with open(token_file) as file:
        stored = json.load(file)
    credentials = Credentials(
        stored["token"],
        refresh_token=stored["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )
    credentials.expiry = datetime.datetime.strptime(stored["expiry"], "%Y-%m-%dT%H:%M:%SZ")
    if not credentials.valid:
        credentials.refresh(Request())
        stored["token"] = credentials.token
        stored["expiry"] = credentials.expiry.strftime("%Y-%m-%dT%H:%M:%SZ")
        with open(token_file, "w") as file:
            json.dump(stored, file)
    return credentials


def service(credentials):
    # build() would fetch this document from Google at every start; newer versions than Debian's
    # bring it along, which is what this does.
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gmail.json")) as file:
        document = json.load(file)
    document["rootUrl"] = os.environ["GMAIL_URL"]
    http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http())
    return build_from_document(document, http=http)


def compose(attachment=None):
    message = EmailMessage()
    message["From"] = "ann@example.com"
    message["To"] = "bob@example.com"
    message["Subject"] = "Grüße"
    message.set_content("Hello.\n")
    if attachment:
        with open(attachment, "rb") as file:
            message.add_attachment(
                file.read(), maintype="application", subtype="octet-stream", filename="figures.bin"
            )
    return message.as_bytes()


def send_raw(gmail, attachment=None):
    body = {"raw": base64.urlsafe_b64encode(compose(attachment)).decode()}
    return gmail.users().messages().send(userId="me", body=body).execute()["id"]


def send_media(gmail, attachment):
    media = MediaIoBaseUpload(io.BytesIO(compose(attachment)), mimetype="message/rfc822")
    return gmail.users().messages().send(userId="me", media_body=media).execute()["id"]


def bulk(credentials, count):
    mine = threading.local()

    def one(_):
        # httplib2 is not thread-safe: its documentation asks for one Http a thread.
        if not hasattr(mine, "gmail"):
            mine.gmail = service(credentials)
        return send_raw(mine.gmail)

    with ThreadPoolExecutor(WORKERS) as pool:
        for sent in pool.map(one, range(count)):
            print(sent)


def main(folder, action, argument=None):
    credentials = authorize(folder)
    if action == "bulk":
        bulk(credentials, int(argument))
        return
    gmail = service(credentials)
    if action == "send":
        print(send_raw(gmail))
    elif action == "raw":
        print(send_raw(gmail, argument))
    elif action == "media":
        print(send_media(gmail, argument))
    elif action == "labels":
        for label in gmail.users().labels().list(userId="me").execute()["labels"]:
            print(label["name"])
    else:
        raise SystemExit(f"no such action: {action}")


main(*sys.argv[1:])
