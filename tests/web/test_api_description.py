"""Does the API do what its description says, also when it is asked for nonsense?

Schemathesis invents the requests and judges the answers; it asks each call without a key and with a wrong
one, too. Its plugin for pytest is not used: release 4.32 looks for what pytest 9.2 does not have any more.
"""

from __future__ import annotations

import uuid

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from publisher import subscribe
from publisher.errors import StoreError
from publisher.web.subscription import application
from web.visiting import ADA, API, ROOT, visiting

OPERATIONS = ("subscribe", "lookUp", "change", "remove")

# Which words are addresses, time zones and languages, JSON Schema cannot say: these are 422.
_UNSAID = [positive_data_acceptance]

_QUICK = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    """A publication with one subscriber, whose API many ask."""
    with visiting(tmp_path_factory.mktemp("publication")) as opened:
        opened.subscriber()
        yield opened


@pytest.fixture(scope="module")
def key(visit):
    # Schemathesis takes it away to see what happens, and finds it by the header's name with a capital.
    return {"Authorization": visit.api_key()["authorization"]}


@pytest.fixture(scope="module")
def described(visit):
    # 413 refuses what breaks the schema as 422 does, where it is too long to be read at all.
    refusals = {"expected-statuses": [400, 401, 404, 405, 409, 413, 415, 422]}
    return schemathesis.openapi.from_asgi(
        f"{ROOT}openapi.json",
        application(visit.service),
        config=SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": refusals}}),
    )


def test_the_description_is_valid_and_names_these_calls(described):
    described.validate()
    found = {each.ok().definition.raw["operationId"] for each in described.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_of_the_description(described, visit, key, name, mode):
    operation = described.find_operation_by_id(name)
    person = visit.subscriber()
    statuses = set()

    @_QUICK
    @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
    def ask(case, is_known):
        if is_known and mode is GenerationMode.POSITIVE:
            if "id" in case.path_parameters:
                case.path_parameters["id"] = str(person.id)
            elif isinstance(case.body, dict):
                case.body["address"] = ADA
        statuses.add(case.call_and_validate(headers=dict(key), excluded_checks=_UNSAID).status_code)

    ask()
    assert len(statuses) > 1 or name == "remove"


def _requests(visit, key):
    """Yield a request for each status that a call can have: call, method, path, the rest."""
    person, left = visit.subscriber(), visit.subscriber("left@example.org")
    subscribe.remove(visit.store, left.address, visit.now)
    one, gone, nobody = f"{API}/{person.id}", f"{API}/{left.id}", f"{API}/{uuid.uuid4()}"
    calls = {"subscribe": ("POST", API), "lookUp": ("POST", f"{API}/look-up"), "change": ("PATCH", one)}
    for name, (method, path) in calls.items():
        yield name, method, path, {"headers": key, "json": {} if name == "change" else {"address": ADA}}
        yield name, method, path, {"headers": key, "json": {"strange": 1}}
        yield name, method, path, {"json": {"address": ADA}}
        yield name, method, path, {"headers": key, "content": b"{}"}
        typed = {**key, "content-type": "application/json"}
        yield name, method, path, {"headers": typed, "content": b"{"}
        yield name, method, path, {"headers": typed, "content": b" " * 20_000}
    yield "lookUp", "POST", f"{API}/look-up", {"headers": key, "json": {"address": "nobody@example.org"}}
    yield "change", "PATCH", nobody, {"headers": key, "json": {}}
    yield "change", "PATCH", gone, {"headers": key, "json": {"cadence": "weekly"}}
    yield "remove", "DELETE", nobody, {"headers": key}
    yield "remove", "DELETE", nobody, {}
    yield "remove", "DELETE", f"{API}/no-id", {"headers": key}


def test_every_status_that_is_described_happens_and_no_other(described, visit, key, monkeypatch):
    documented = {
        name: set(described.find_operation_by_id(name).definition.raw["responses"]) for name in OPERATIONS
    }
    found = {name: set() for name in OPERATIONS}
    requests = list(_requests(visit, key))
    for name, method, path, options in requests:
        found[name].add(str(visit.client.request(method, path, **options).status_code))

    def locked(*_):
        raise StoreError("publisher.db: is locked by another process")

    monkeypatch.setattr(visit.service, "_store", locked)
    for name, method, path, _ in requests:
        if not path.endswith("no-id"):
            answer = visit.client.request(method, path, headers=key, json={"address": ADA})
            found[name].add(str(answer.status_code))
    assert found == documented
