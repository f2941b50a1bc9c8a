/** <orrery-diagram>: the picture of a cluster, and the only thing here that the page talks to.
 *
 *  Light DOM; needs tokens.css and diagram.css. It fills its box (give it a height): head (owner chips, grouping switch), picture, legend.
 *
 *    import "../diagram/element.js";
 *    const diagram = document.querySelector("orrery-diagram");
 *    diagram.lang = "ko";                       // "ko" | "en"; may change at any time
 *    diagram.world = new World();               // model/world.js; made by itself when none is given. `diagram.world` may be read by the page:
 *                                               //   world.since, world.moments (sorted µs of captioned changes), world.jumps [{from,to}],
 *                                               //   world.object(uid) (slim, as now), world.previousMoment(t), world.nextMoment(t) -> {time, end}|null
 *    diagram.grouping = "node";                 // "node" | "owner" | "label"; setting it flies the pods there
 *    diagram.labelKey = "app" | null            // what the grouping "label" goes by; null: chosen from the labels in use
 *    diagram.selected = uid | null              // the brass ring; set by a click too
 *    diagram.reduced = true | false | null      // no moves; null: as prefers-reduced-motion says
 *    diagram.frame(frame)                       // every server frame, as it comes: snapshot, changes and clock are used, others ignored.
 *                                               //   A snapshot replaces all and moves nothing. A frame whose clock leaps is told as a jump.
 *    diagram.clock({time, rate, running})       // the same as a clock frame; between frames the reading runs on by `rate` on its own
 *    diagram.seek(t | null, {running, rate})    // t in µs: the picture as it was at t, standing; with running: plays on from t at `rate` until
 *                                               //   told otherwise or it reaches the living end. null: back to the living end. Returns false if
 *                                               //   t lies before world.since (ask the server for a snapshot of that time, and give it to frame()).
 *    diagram.time                               // µs: the moment shown
 *
 *  Events (CustomEvent, bubbling):
 *    orrery-select     {uid | null}             // click or Enter; Escape and a click on the ground give null
 *    orrery-grouping   {grouping}               // the switch in the head was used
 *    orrery-narrate    {text, time}             // one sentence, the caption's, for the ARIA live log and the line over the time bar
 *    orrery-fault-menu {uid, kind, x, y}        // right click, long press, Shift+F10: kind "Pod"|"Node"|...; x, y in client pixels
 */
