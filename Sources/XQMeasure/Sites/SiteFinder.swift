// Walks over a quantized model and collects its sites.

import XQFormats

extension SiteMap {
  /// Finds the sites; reads the integers of weights once, to see how many bits they use.
  ///
  /// `pairing`: says which tensors belong together where names do not, and how users call the layers.
  public init(_ models: PreparedModels, pairing: Pairing) {
    var finder = SiteFinder(models, pairing)
    finder.find()
    self.init(models, sites: SiteViews(models.float.graph).linked(finder.sites), skipped: finder.skipped)
  }
}

/// Why something that looks like a quantizer is no site: a sentence without a full stop.
struct NoSite: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Finds the sites of one model, in the order of its nodes.
struct SiteFinder {
  private(set) var sites: [Site] = []
  private(set) var skipped: [SkippedQuantizer] = []
  private let models: PreparedModels
  private let activations: ActivationSites
  private let constants: ConstantSites
  private let names: SiteNames
  private let twins: SiteTwins

  init(_ models: PreparedModels, _ pairing: Pairing) {
    self.models = models
    twins = SiteTwins(models, pairing)
    names = SiteNames(models.float.graph, pairing)
    activations = ActivationSites(models, twins, names)
    constants = ConstantSites(models, twins, names)
  }

  mutating func find() {
    var found: [(position: Int, site: Site)] = []
    var position = -1
    for quantizer in models.quantizers where quantizer.form != .cast {
      position = self.position(of: quantizer) ?? position
      do throws(NoSite) {
        found.append((position, try site(of: quantizer)))
      } catch {
        skipped.append(
          SkippedQuantizer(tensor: quantizer.source, role: quantizer.role, reason: error.reason))
      }
    }
    let rounded = RoundedWeights(models, constants).find()
    found += rounded.sites
    skipped += rounded.skipped
    // Sites at one node stay in the order in which they were found.
    let order = found.indices.sorted { (found[$0].position, $0) < (found[$1].position, $1) }
    sites = order.map { found[$0].site } + MissingBiases(models, twins, names).sites()
  }

  private func site(of quantizer: Quantizer) throws(NoSite) -> Site {
    switch (quantizer.form, quantizer.role) {
    case (.dynamic, _):
      throw NoSite(
        "dynamic: its scale is computed anew from every batch, so that there is nothing to judge before a run")
    case (.qOperator, _):
      throw NoSite("an integer operator that cannot be written as a float one between quantizers reads or writes it")
    case (_, .activation): return try activations.site(of: quantizer)
    default: return try constants.site(of: quantizer)
    }
  }

  /// The node at which it stands.
  private func position(of quantizer: Quantizer) -> Int? {
    let graph = models.quantized.graph
    return graph.producer[quantizer.integerTensor] ?? quantizer.results.compactMap { graph.producer[$0] }.first
  }
}

/// How users call the layers.
struct SiteNames {
  private let layers: [String: String]
  private let names: LayerNames

  init(_ graph: Graph, _ pairing: Pairing) {
    names = LayerNames(graph)
    layers = Dictionary(pairing.pairs.map { ($0.tensor, $0.layer) }, uniquingKeysWith: { first, _ in first })
  }

  /// The layer that writes a tensor of the float model.
  subscript(tensor: String) -> String { layers[tensor] ?? names[tensor] }
}
