// The sites of a quantized model.

import XQFormats

/// All quantization sites of a model: those of its nodes in order, then biases that it lacks.
public struct SiteMap: Sendable {
  public let models: PreparedModels
  public let sites: [Site]
  /// Quantizers that are no sites, with the reason: dynamic ones, those without a counterpart in the float model.
  public let skipped: [SkippedQuantizer]

  init(_ models: PreparedModels, sites: [Site], skipped: [SkippedQuantizer]) {
    self.models = models
    self.sites = sites
    self.skipped = skipped
  }
}
