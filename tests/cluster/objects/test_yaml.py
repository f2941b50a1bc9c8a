"""YAML as kubectl reads and prints it."""

import pytest

from cluster.objects.yaml import Position, YAMLError, dump, load, load_all


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-01-01", "2020-01-01"),
        ("1:30", "1:30"),
        ("0o17", 15),
        ("017", 15),
        ("0x1F", 31),
        ("1_000", 1000),
        ("1e3", 1000),
        ("1.10", 1.1),
        (".5", 0.5),
        ("08", 8),
        ("y", True),
        ("n", False),
        ("on", True),
        ("No", False),
        ("~", None),
        ("'1'", "1"),
        ('"y"', "y"),
        ("!!str 1", "1"),
        ("1.2.3", "1.2.3"),
        ("18446744073709551615", 18446744073709551615),
        ("{on: 1, 5: x, 1.5: z}", {"true": 1, "5": "x", "1.5": "z"}),
        ("&a [1, 2]", [1, 2]),
        ("<<: {c: 3, a: 9}\na: 1\n", {"a": 1, "c": 3}),
        ("a: 1\na: 2\n", {"a": 2}),
    ],
)
def test_values_mean_what_kubectl_takes_them_for(text, value):
    loaded = load(text)
    assert loaded == value and type(loaded) is type(value)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("kind: Pod\nmetadata:\n\tname: x\n", "yaml: line 3: found character that cannot start any token", 3),
        # at the end of a text (kubectl 1.35.2)
        ('a:\n  b: 1\nc: "x\n', "yaml: line 4: found unexpected end of stream", 4),
        ("a:\n  b: 1\nc: {d: 2\n", "yaml: line 3: did not find expected ',' or '}'", 4),
        ("a: 1\nb:\n  x: |\n  y\n", "yaml: line 5: could not find expected ':'", 5),
        ("a: 1\n b: 2\n", "yaml: line 2: mapping values are not allowed in this context", 2),
        ("a:\n  - b\n c: d\n", "yaml: line 2: did not find expected key", 3),
        ("x: {{ .V }}", 'yaml: invalid map key: map[interface {}]interface {}{".V":interface {}(nil)}', 1),
        ("a: *b", "yaml: unknown anchor 'b' referenced", 1),
        ("a: &a [*a]", "yaml: anchor 'a' value contains itself", 1),
        ("a: \x01", "yaml: control characters are not allowed", None),
        ("a: !!int x", "yaml: cannot decode !!str `x` as a !!int", 1),
        ("a: .inf", "json: unsupported value: +Inf", 1),
        ("[" * 300, "yaml: line 1: exceeded max depth of 200", 1),
        ("[" * 100_000, "yaml: line 1: exceeded max depth of 200", 1),
    ],
)
def test_mistakes_are_refused_in_go_yamls_words(text, message, line):
    with pytest.raises(YAMLError) as error:
        load(text)
    assert str(error.value) == f"error converting YAML to JSON: {message}"
    assert error.value.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a":1', "unexpected EOF"),
        ("{a: b", "json: offset 2: invalid character 'a' looking for beginning of object key string"),
        ('{"a" 1', "json: offset 6: invalid character '1' after object key"),
    ],
)
def test_what_begins_as_json_and_is_no_yaml_either_is_refused_in_the_words_of_json(text, message):
    with pytest.raises(YAMLError) as error:
        load_all(text)
    assert str(error.value) == message
    assert load_all('{"a":1,}')[0].value == {"a": 1}  # YAML, as kubectl 1.35.2 takes it


def test_an_alias_bomb_is_refused():
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]" for i in range(8)]
    with pytest.raises(YAMLError, match="excessive aliasing"):
        load("\n".join(lines))


def test_a_file_is_split_as_kubectl_splits_it():
    text = "# nothing\n---\na: 1\n---  # next\n---\nb: 2\n"
    assert [document.value for document in load_all(text)] == [{"a": 1}, {"b": 2}]
    assert [document.value for document in load_all('{"a": 1}\n{"b": 2}\n')] == [{"a": 1}, {"b": 2}]
    with pytest.raises(YAMLError, match="^invalid Yaml document separator: x$"):
        load_all("a: 1\n--- x\n")


def test_lines_of_later_documents_count_from_their_beginning_as_in_kubectl_but_the_position_from_the_file():
    with pytest.raises(YAMLError) as error:
        load_all("a: 1\n---\nb:\n\tc: 1\n")
    assert "line 2:" in str(error.value)
    assert error.value.line == 4


def test_fields_know_where_they_stand():
    text = "a: 1\n---\nspec:\n  containers:\n  - name: x\n    imag: y\n  labels: {app.kubernetes.io/name: z}\n"
    document = load_all(text)[1]
    assert document.position("spec.containers[0].imag") == Position(6, 5)
    assert document.position("spec.labels.app.kubernetes.io/name") == Position(7, 12)
    assert document.position("spec.containers[0].missing") == Position(5, 5)
    assert document.position("nothing") == Position(3, 1)


def test_repeated_names_are_told():
    document = load_all("metadata:\n  name: a\n  name: b\n")[0]
    assert document.repeated == [("name", Position(3, 3))]


PRINTED = [
    ("true", '"true"'),
    ("n", '"n"'),
    ("1", '"1"'),
    ("1e3", '"1e3"'),
    ("1:30", '"1:30"'),
    ("2020-01-01T00:00:00Z", '"2020-01-01T00:00:00Z"'),
    ("", '""'),
    (" x", "' x'"),
    ("x: y", "'x: y'"),
    ("a #b", "'a #b'"),
    ("@x", "'@x'"),
    ("'q'", "'''q'''"),
    ("-a", "-a"),
    ("- a", "'- a'"),
    ("tab\there", '"tab\\there"'),
    ("é", "é"),
    ("😀", '"\\U0001F600"'),
    ("trailing \nspace", '"trailing \\nspace"'),
    ("two\nlines\n", "|\n  two\n  lines"),
    ("two\nlines", "|-\n  two\n  lines"),
    ("a\n\n", "|+\n  a\n"),
    ("  a\nb", "|2-\n    a\n  b"),
    ("<<", '"<<"'),
    (None, "null"),
    ({}, "{}"),
    ([], "[]"),
    (1000.0, "1000"),
    (1.5, "1.5"),
    (True, "true"),
    (["a", ["b", {"c": [1]}], {"d": 1, "e": 2}], "\n- a\n- - b\n  - c:\n    - 1\n- d: 1\n  e: 2"),
]


@pytest.mark.parametrize(("value", "text"), PRINTED)
def test_values_are_printed_as_kubectl_prints_them(value, text):
    separator = "" if text.startswith("\n") else " "
    assert dump({"x": value}) == f"x:{separator}{text}\n"
    assert load(dump({"x": value})) == {"x": value}


def test_names_come_in_go_yamls_order():
    assert dump({"l10": 1, "l2": 2, "B": 3, "a": 4, "n": 5}) == 'B: 3\na: 4\nl2: 2\nl10: 1\n"n": 5\n'


def test_long_text_is_folded_behind_column_80():
    lines = dump({"message": "word " * 40 + "end"}).splitlines()
    assert lines[0].startswith("message: word") and 80 < len(lines[0]) <= 86
    assert all(line.startswith("  word") for line in lines[1:])
    assert load("\n".join(lines)) == {"message": "word " * 40 + "end"}
