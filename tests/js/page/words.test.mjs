import test from "node:test";
import assert from "node:assert/strict";
import { fill, Words } from "../../../static/js/words/words.js";
import { particle } from "../../../static/js/words/particle.js";
import ko from "../../../static/js/words/page.ko.js";
import en from "../../../static/js/words/page.en.js";

test("sentences are filled with values, as text", () => {
  assert.equal(fill("{a} of {b}", { a: 1, b: "<b>" }), "1 of <b>");
  assert.equal(fill("{a} and {missing}", { a: 1 }), "1 and {missing}");
  assert.equal(fill("{n##1 error|# errors}".replace("##1", "#one"), { n: 2 }), "2 errors");
  assert.equal(fill("{n#one error|# errors}", { n: 1 }), "one error");
  assert.equal(new Words("en", { a: "x" }).say("unknown.key"), "unknown.key");
});

for (const [text, closed, open, expected] of [
  ["노드", "을", "를", "를"], ["셀렉터 값", "을", "를", "을"], ["web-1", "이", "가", "이"], ["web-2", "이", "가", "가"], ["Deployment", "을", "를", "을"],
  ["서울", "으로", "로", "로"], ["`minikube-m02`", "으로", "로", "로"], ["3", "으로", "로", "으로"], ["1", "으로", "로", "로"], ["nginx", "을", "를", "를"], ["kubectl", "으로", "로", "로"],
]) {
  test(`${text} takes ${expected}`, () => assert.equal(particle(text, closed, open), expected));
}

test("both languages say the same things with the same parameters", () => {
  assert.deepEqual(Object.keys(ko).sort(), Object.keys(en).sort());
  const names = (text) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
  for (const key of Object.keys(ko)) {
    assert.deepEqual(names(ko[key]), names(en[key]), key);
    assert.ok(ko[key].trim() && en[key].trim(), key);
  }
});
