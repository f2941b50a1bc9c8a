from cluster.objects.remembering import Remembered


def test_the_same_object_is_made_of_the_same():
    kept, first, equal = Remembered(10), {"a": 1}, {"a": 1}
    made = kept.of(first, lambda: [1])
    assert kept.of(first, lambda: [2]) is made
    assert kept.of(equal, lambda: [3]) == [3]  # another object, though it is equal
    assert kept.of(first, lambda: [4], "another way") == [4]


def test_no_more_is_kept_than_was_allowed():
    kept, objects = Remembered(3), [{} for _ in range(5)]
    for number, obj in enumerate(objects):
        kept.of(obj, lambda number=number: number)
    assert kept.of(objects[4], lambda: "new") == 4
    assert kept.of(objects[0], lambda: "new") == "new"
