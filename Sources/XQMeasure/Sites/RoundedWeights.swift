// Weights that were rounded before the model was written, without a quantizer that says so.

import XQFormats

/// Finds the weights of Model Compression Toolkit's FAKELY_QUANT files: real numbers on a grid that must be inferred.
struct RoundedWeights {
  private let models: PreparedModels
  private let constants: ConstantSites

  init(_ models: PreparedModels, _ constants: ConstantSites) {
    self.models = models
    self.constants = constants
  }

  /// A site for each layer whose weights lie on a grid of 8 bits or fewer, with the node that reads them.
  func find() -> (sites: [(position: Int, site: Site)], skipped: [SkippedQuantizer]) {
    guard !models.quantizers.contains(where: { $0.role == .weights }),
      let inferred = InferredWeights(models.quantized)
    else { return ([], []) }
    var sites: [(position: Int, site: Site)] = []
    var skipped: [SkippedQuantizer] = []
    var seen = Set<String>()
    for node in models.quantized.graph.nodes
    where InferredWeights.isLayer(node) && seen.insert(node.inputs[1]).inserted {
      do throws(NoSite) {
        sites.append((node.index, try site(node, inferred)))
      } catch {
        skipped.append(SkippedQuantizer(tensor: node.inputs[1], role: .weights, reason: error.reason))
      }
    }
    return (sites, skipped)
  }

  private func site(_ node: Node, _ inferred: InferredWeights) throws(NoSite) -> Site {
    let tensor = node.inputs[1]
    guard let grid = inferred.grid(of: node) else { throw NoSite("its weights lie on no grid of 8 bits or fewer") }
    let twin = try constants.twin(of: tensor)
    let axis = ConstantSites.outputAxis(of: node, rank: twin.shape.count)
    // A channel of zeros shows no step, and needs none.
    let steps = grid.steps.map { $0 ?? 0 }
    guard models.quantized.constant(tensor)?.shape == twin.shape,
      let encoding = ConstantEncoding(
        .rounded, tensor: tensor, shape: twin.shape, scales: steps, zeroPoints: steps.map { _ in 0 }, axis: axis)
    else { throw NoSite("its counterpart in the float model has another shape") }
    return try constants.site(ofRounded: tensor, readBy: twin, encoding)
  }
}
