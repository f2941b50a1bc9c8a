import test from "node:test";
import assert from "node:assert/strict";
import { Clusters } from "../../../static/js/page/start.js";

const boot = { lang: "en", csrf: "x", urls: { clusters: "/clusters/" }, course: { slug: "c" }, lesson: { slug: "l" } };

function clusters(status, body, headers = {}) {
  const asked = [];
  const fetch = async (url, { body: sent }) => {
    asked.push(JSON.parse(sent));
    return new Response(JSON.stringify(body), { status, headers });
  };
  return { asked, made: new Clusters({ boot, fetch }) };
}

test("this browser's cluster for the lesson is asked for, and a fresh one only when the reader wants it", async () => {
  const { asked, made } = clusters(200, { id: "k", socket: "/ws/" });
  assert.deepEqual(await made.get(), { id: "k", socket: "/ws/" });
  await made.get({ fresh: true });
  assert.deepEqual(asked, [{ course: "c", lesson: "l", lang: "en" }, { course: "c", lesson: "l", lang: "en", fresh: true }]);
});

test("a server in trouble says when it is worth asking again; what will not change does not", async () => {
  const error = { error: { code: "disk_full", message: "The server's disk is full." } };
  await assert.rejects(clusters(503, error, { "Retry-After": "5" }).made.get(), { message: "The server's disk is full.", again: 5 });
  await assert.rejects(clusters(404, error).made.get(), { again: 0 });
});
