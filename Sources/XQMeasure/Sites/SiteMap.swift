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

  /// Without some sites, which become skipped for the reasons given by their indices.
  func removing(_ reasons: [Int: String]) -> SiteMap {
    guard !reasons.isEmpty else { return self }
    let removed = reasons.sorted { $0.key < $1.key }.compactMap { index, reason in
      sites.indices.contains(index) ? SkippedQuantizer(sites[index], reason) : nil
    }
    let kept = sites.indices.filter { reasons[$0] == nil }.map { sites[$0] }
    return SiteMap(models, sites: SiteViews(models.float.graph).linked(kept), skipped: skipped + removed)
  }
}

extension SkippedQuantizer {
  fileprivate init(_ site: Site, _ reason: String) {
    let role: Quantizer.Role =
      switch site.kind {
      case .activation: .activation
      case .weights: .weights
      case .bias: .bias
      }
    self.init(tensor: site.name, role: role, reason: reason)
  }
}
