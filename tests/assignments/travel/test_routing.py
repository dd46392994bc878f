"""The routing service, in front of a real server of this test: tables, single routes, no road, and no answer."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from basicplus.assignments.travel import Journey, Place
from basicplus.assignments.travel.routing import NoRoute, Router

LIEGE, NAMUR, HUY = Place(50.633, 5.581), Place(50.467, 4.867), Place(50.517, 5.225)


class Service(ThreadingHTTPServer):
    """A server that answers by service (`table`, `route`), and notes what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.patience = 0.0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, service: str, body: Any, status: int = 200) -> None:
        """Let a service answer with this JSON."""
        self.answers[service] = status, json.dumps(body).encode()


class _Answering(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        time.sleep(self.server.patience)
        status, body = self.server.answers[self.path.split("/")[1]]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    """A routing service on this machine."""
    opened = Service()
    Thread(target=opened.serve_forever, args=(0.01,), daemon=True).start()
    yield opened
    opened.shutdown()
    opened.server_close()


def test_a_table_tells_all_ways_from_one_place_in_one_call(service: Service) -> None:
    service.answer("table", {"code": "Ok", "durations": [[0, 2519.4, None]], "distances": [[0, 65012.4, None]]})
    assert Router(service.url + "/").table(LIEGE, [NAMUR, HUY]) == [Journey(65012, 42), None]
    points = "5.581000,50.633000;4.867000,50.467000;5.225000,50.517000"
    assert service.asked == [f"/table/v1/driving/{points}?sources=0&annotations=duration%2Cdistance"]


def test_a_table_without_distances_is_asked_for_way_by_way(service: Service) -> None:
    service.answer("table", {"code": "Ok", "durations": [[0, 2519.4]]})
    service.answer("route", {"code": "Ok", "routes": [{"distance": 65012.4, "duration": 2460.0}]})
    assert Router(service.url).table(LIEGE, [NAMUR]) == [Journey(65012, 41)]
    assert service.asked[1] == "/route/v1/driving/5.581000,50.633000;4.867000,50.467000?overview=false"


def test_no_road_is_an_answer(service: Service) -> None:
    service.answer("route", {"code": "NoRoute", "message": "Impossible route"}, 400)
    assert Router(service.url).route(LIEGE, NAMUR) is None


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, b'{"code": "InvalidQuery"}', "refuses the question: InvalidQuery"),
        (502, b"<html>Bad gateway</html>", "answers 502, and no JSON"),
        (200, b"[1, 2]", "refuses the question: 200"),
        (200, b'{"code": "Ok", "durations": [[0, 1]], "distances": [[0]]}', "without a row of 2 distances"),
        (200, b'{"code": "Ok", "durations": [], "distances": []}', "without a row of 2 distances"),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_sentence(
    service: Service, status: int, body: bytes, said: str
) -> None:
    service.answers["table"] = status, body
    with pytest.raises(NoRoute, match=said):
        Router(service.url).table(LIEGE, [NAMUR])


def test_a_route_that_is_none_is_a_sentence(service: Service) -> None:
    service.answer("route", {"code": "Ok", "routes": "none"})
    with pytest.raises(NoRoute, match="answers without routes"):
        Router(service.url).route(LIEGE, NAMUR)


def test_a_service_that_takes_too_long_or_is_not_there_did_not_answer(service: Service) -> None:
    service.answer("route", {"code": "Ok", "routes": []})
    service.patience = 0.5
    with pytest.raises(NoRoute, match="did not answer"):
        Router(service.url, timeout_seconds=0.05).route(LIEGE, NAMUR)
    with pytest.raises(NoRoute, match="did not answer"):
        Router("http://127.0.0.1:1").route(LIEGE, NAMUR)
