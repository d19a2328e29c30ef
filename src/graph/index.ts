export type {
  FreeLoop,
  Layer,
  LayerGraph,
  PathSegment,
  Tensor,
  TensorId,
  TensorOrigin,
  UseSite,
} from "./graph.ts";
