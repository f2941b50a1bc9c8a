import test from "node:test";
import assert from "node:assert/strict";
import { connectLine, OwnKubectl } from "../../../static/js/page/kubectl.js";

test("the line fetches the kubeconfig from the site and uses it", () => {
  assert.equal(connectLine("/c/abc/kubeconfig", "http://10.0.0.7:8000"),
    "curl -o orrery.yaml http://10.0.0.7:8000/c/abc/kubeconfig && kubectl --kubeconfig orrery.yaml get nodes");
});

test("only who may act on the cluster is offered it", () => {
  const offered = (kubeconfig, mayAct) => new OwnKubectl({ cluster: { kubeconfig }, session: { mayAct }, fetch: null }).offered;
  assert.equal(offered("/c/abc/kubeconfig", true), true);
  assert.equal(offered("/c/abc/kubeconfig", false), false);
  assert.equal(offered(undefined, true), false);
});
