import { Stage } from "../../../static/js/model/stage.js";
import { World } from "../../../static/js/model/world.js";

const VIEW = { width: 1004, height: 450, shown: ["kubectl", "deployment", "replicaset", "node", "scheduler", "etcd"] };

/** A world that has received a scene, one frame a change. */
export function received(scene, floor) {
  const world = new World();
  world.frame({ type: "snapshot", objects: scene.objects, clock: { time: scene.start } });
  for (const change of scene.changes) world.frame({ type: "changes", time: change.time, changes: [change] }, floor);
  return world;
}

export function staged(world, grouping = "node", view = VIEW) {
  const stage = new Stage(world, world.finished);
  stage.resize(view, grouping);
  return stage;
}
