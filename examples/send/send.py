"""Sends events to Flowhook with Python 3.9 or newer, with the standard library alone.

    FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... python3 send.py order.json      one event
    FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... python3 send.py orders.ndjson   one event a line, up to 1,000

An event that gets a 202 is stored. After any other answer it is not, so a sender that must lose no event repeats the request until
it gets a 202, and always with the same unique_id: Flowhook then counts the event once, however often it arrived.
"""

import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

# Attempts of a request: about two minutes.
MAX_ATTEMPTS = 10

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30
TIMEOUT_S = 30

# Statuses after which the same request may succeed; the last three come from proxies.
RETRIED = {429, 503, 500, 502, 504}


class Refused(Exception):
    """Flowhook refused the request, or the last attempt failed."""


def send_event(event):
    """Sends one event. Returns the answer."""
    return post("/events", "application/json", json.dumps(with_unique_id(event)))


def send_events(events):
    """Sends up to 1,000 events. The answer lists the result of each: Flowhook accepts an event even if it refuses others."""
    lines = [json.dumps(with_unique_id(event)) + "\n" for event in events]
    return post("/events/bulk", "application/x-ndjson", "".join(lines))


def with_unique_id(event):
    """Chosen once, before the first attempt. Your own id, such as that of the order, also covers a restart of the sender."""
    return event if "unique_id" in event else {**event, "unique_id": str(uuid.uuid4())}


def post(path, content_type, body):
    """POSTs a body until an answer is final."""
    for attempt in range(1, MAX_ATTEMPTS + 1):
        answer, problem, retry_after = try_to_post(path, content_type, body)
        if answer is not None:
            return answer
        if retry_after is None or attempt == MAX_ATTEMPTS:
            raise Refused(problem)
        pause = max(retry_after, random_pause(attempt))
        print(f"{problem} Trying again in {pause:.1f} s.", file=sys.stderr)
        time.sleep(pause)


def try_to_post(path, content_type, body):
    """Returns the answer, or the problem and the seconds to wait; None for these if another attempt can't help."""
    headers = {"Authorization": f"Bearer {os.environ['FLOWHOOK_API_KEY']}", "Content-Type": content_type}
    request = urllib.request.Request(os.environ["FLOWHOOK_URL"] + path, body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            return json.load(response), None, None
    except urllib.error.HTTPError as error:
        problem = f"Flowhook answered {error.code}: {error.read().decode()}"
        return None, problem, seconds(error.headers.get("Retry-After")) if error.code in RETRIED else None
    except (OSError, http.client.HTTPException) as error:
        # No answer arrived. The event may be stored, or not: with the same unique_id, sending it again is safe.
        return None, f"No answer: {error}.", 0


def seconds(retry_after):
    return int(retry_after) if retry_after and retry_after.isdigit() else 0


def random_pause(attempt):
    """Doubles with each attempt. A random part keeps many senders from returning at the same moment."""
    return random.uniform(0, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**attempt))


def main(file):
    with open(file, encoding="utf-8") as lines:
        if not file.endswith(".ndjson"):
            answer = send_event(json.load(lines))
            print("Already stored:" if answer.get("duplicate") else "Stored:", answer.get("event_id", ""))
            return 0
        answer = send_events([json.loads(line) for line in lines if line.strip()])
    print(f"Stored {answer['accepted']} events.")
    for event in answer["events"]:
        if event["status"] == "refused":
            details = " ".join(error["detail"] for error in event["errors"])
            print(f"Line {event['index'] + 1} was refused: {details}", file=sys.stderr)
    return 1 if answer["refused"] > 0 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name a file: one event as JSON, or one event a line as NDJSON.")
    try:
        sys.exit(main(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
