/**
 * What stands below the chart but for the events, and what takes dropped files: a file of its own, which is loaded when the
 * page is there.
 *
 * @module
 */
export { ClusterView } from "./cluster/cluster_view.tsx";
export { SequenceView } from "./sequence/sequence_view.tsx";
export { DropTarget } from "./timeline/drop_target.tsx";
export { Timeline } from "./timeline/timeline.tsx";
