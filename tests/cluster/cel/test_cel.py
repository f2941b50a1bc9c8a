"""Expressions as the API server evaluates them: typed by schemas, with Kubernetes' libraries, at a price."""

from __future__ import annotations

import pytest

from cluster.cel import CompileError, EvaluationError, TooExpensive, compile_expression, types
from cluster.cel.schemas import declared, value_of

TEXT = {"type": "string", "maxLength": 20}
SCHEMA = {
    "type": "object",
    "required": ["min"],
    "properties": {
        "min": {"type": "integer"},
        "max": {"type": "integer"},
        "share": {"type": "number"},
        "name": TEXT,
        "tags": {"type": "array", "maxItems": 5, "items": TEXT},
        "set": {"type": "array", "x-kubernetes-list-type": "set", "items": TEXT},
        "map": {"type": "object", "additionalProperties": TEXT},
        "when": {"type": "string", "format": "date-time"},
        "long": {"type": "string", "format": "duration"},
        "either": {"x-kubernetes-int-or-string": True},
        "items": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "string"}}}},
        "namespace": TEXT,
        "a-b": TEXT,
    },
}
VALUE = {
    "apiVersion": "v1", "kind": "X", "metadata": {"name": "x", "labels": {"a": "b"}}, "min": 1, "max": 2, "share": 1,
    "name": "abc", "tags": ["a", "b"], "set": ["x", "y"], "map": {"k": "v"}, "when": "2020-01-01T00:00:00Z",
    "long": "1h30m", "either": "50%", "items": [{"n": "x"}], "namespace": "ns", "a-b": "dash",
}  # fmt: skip
KIND = declared(SCHEMA, root=True)[0]


def evaluated(source: str):
    return compile_expression(source, {"self": KIND}).evaluate({"self": value_of(VALUE, SCHEMA, root=True)})[0]


@pytest.mark.parametrize(
    "source",
    [
        "self.min <= self.max",
        "self.min < 1.5",
        "self.share == 1.0",
        "self.tags.all(x, size(x) == 1)",
        "self.tags.exists_one(x, x == 'a')",
        "self.tags.map(x, x + '!').filter(x, x != 'a!') == ['b!']",
        "has(self.name) && self.name.matches('^[a-c]+$')",
        "!has(self.items[0].n) || self.items[0].n == 'x'",
        "self.set == ['y', 'x']",
        "self.map.all(k, self.map[k] == 'v') && 'k' in self.map",
        "self.when.getFullYear() == 2020 && self.when < timestamp('2020-01-02T00:00:00Z')",
        "self.long == duration('90m')",
        "type(self.either) == string ? self.either.endsWith('%') : self.either > 0",
        "self.__namespace__ == 'ns' && self.a__dash__b == 'dash'",
        "self.metadata.name == 'x' && self.kind == 'X'",
        "self.?name.orValue('') == 'abc'",
        "quantity('1500m').isGreaterThan(quantity('1')) && quantity('1').add(1).asInteger() == 2",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !ip('10.0.0.1').isLoopback()",
        "url('https://a.example:8080/p?q=1').getPort() == '8080'",
        "format.dns1123Label().validate('A').hasValue()",
        "semver('1.2.3').isLessThan(semver('1.10.0-rc.1'))",
        "sets.contains(self.tags, ['a']) && sets.equivalent([1, 2], [2, 1, 1])",
        "[3, 1, 2].max() == 3 && [1, 2].sum() == 3 && self.tags.isSorted() && self.tags.indexOf('b') == 1",
        "'a-b-c'.split('-').join('+') == 'a+b+c' && 'Ab'.lowerAscii() == 'ab' && 'abc'.substring(1) == 'bc'",
        "'abc 123'.find('[0-9]+') == '123'",
        "self.tags.all(i, v, i < 2 && v != '') && {'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
        "'n: %s'.format([string(self.min)]) == 'n: 1'",
        "self.tags[9] == 'x' || true",
        "[[1, 2], [3]].flatten() == [1, 2, 3] && [1, 1].distinct().size() == 1 && [2, 1].sort() == [1, 2]",
    ],
)
def test_what_holds(source):
    assert evaluated(source) is True


@pytest.mark.parametrize(
    "source, complaint",
    [
        ("self.nope == 1", "ERROR: <input>:1:5: undefined field 'nope'\n | self.nope == 1\n | ....^"),
        (
            "self.min + 'a' == 'b'",
            "ERROR: <input>:1:10: found no matching overload for '_+_' applied to '(int, string)'",
        ),
        ("other", "ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other\n | ^"),
        ("self.name.nope()", "ERROR: <input>:1:15: undeclared reference to 'nope' (in container '')"),
        ("[1, 'a'] == []", "ERROR: <input>:1:5: expected type 'int' but found 'string'"),
        ("self.min.all(x, true)", "cannot be range of a comprehension (must be list, map, or dynamic)"),
        ("self.min ==", "ERROR: <input>:1:12: Syntax error: mismatched input '<EOF>'"),
        ("self.items.n", "does not support field selection"),
    ],
)
def test_what_does_not_compile(source, complaint):
    with pytest.raises(CompileError) as raised:
        compile_expression(source, {"self": KIND})
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    "source, message",
    [
        ("self.tags[9] == 'x'", "index out of bounds: 9"),
        ("self.map['zz'] == 'x'", "no such key: zz"),
        ("self.min / 0 == 1", "division by zero"),
        ("self.either > 3", "no such overload"),
        ("9223372036854775807 + self.min > 0", "integer overflow"),
        ("duration(self.name) > duration('1s')", 'time: invalid duration "abc"'),
    ],
)
def test_what_has_no_value(source, message):
    with pytest.raises(EvaluationError, match=message):
        evaluated(source)


def test_estimates_follow_the_bounds_of_the_schema():
    def most(source):
        return compile_expression(source, {"self": KIND}).most

    assert most("self.tags.all(x, size(x) < 3)") < 100
    assert most("self.items.all(x, size(x.n) < 3)") > 1_000_000
    assert most("self.items.all(x, self.items.all(y, x.n == y.n))") > 10_000_000_000


def test_a_call_that_costs_too_much_ends():
    large = types.list_of(types.INT)
    rule = compile_expression("l.all(x, l.all(y, x + y >= 0))", {"l": large})
    with pytest.raises(TooExpensive):
        rule.evaluate({"l": list(range(5_000))})


_TEXT = {"type": "string"}
_FREE = {"type": "object", "x-kubernetes-preserve-unknown-fields": True, "properties": {"known": _TEXT}}
_SCHEMA = {
    "type": "object",
    "properties": {
        "nothing": {"type": "string", "nullable": True},
        "namespace": _TEXT,
        "free": {"type": "array", "items": _FREE},
        "text": _TEXT,
    },
}
_VALUE = {"nothing": None, "namespace": "x", "free": [{"known": "a", "b": 1}, {"known": "a", "b": 2}], "text": "abc"}


@pytest.mark.parametrize(
    "source",
    [
        "!has(self.nothing)",  # null counts as absent
        "self.namespace == 'x' && self.__namespace__ == 'x'",
        "self.free[0] != self.free[1] && self.free[0] == self.free[0]",  # what no schema knows counts, too
        "'%s has %d'.format([self.text, size(self.text)]) == 'abc has 3'",  # elements of several types
        "type(ip('192.168.0.1')) == net.IP",
        "url('https://example.com/with space/').getEscapedPath() == '/with%20space/'",
    ],
)
def test_rules_of_a_schema(source):
    kind = declared(_SCHEMA, False)
    assert kind is not None
    held, _ = compile_expression(source, {"self": kind[0]}).evaluate({"self": value_of(_VALUE, _SCHEMA)})
    assert held is True


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("duration('1d') == duration('24h')", "ERROR: <input>:1:10: invalid duration argument"),
        ("timestamp('soon') == timestamp('2024-01-01T00:00:00Z')", "ERROR: <input>:1:11: invalid timestamp argument"),
        ("'a'.matches(')')", "ERROR: <input>:1:13: invalid matches argument"),
    ],
)
def test_constants_are_read_early(source, complaint):
    with pytest.raises(CompileError, match=complaint.replace(")", "\\)")):
        compile_expression(source, {})
