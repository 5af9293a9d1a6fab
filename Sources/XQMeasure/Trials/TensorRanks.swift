// How many dimensions tensors have.

import XQFormats
import XQRuntime
import XQSystem

extension SiteMap {
  /// The number of dimensions of activations' tensors, by site: as the float model declares them, else as the first batch
  /// of a data set has them. What is no tensor is left out.
  func ranks(
    of sites: Set<Int>, data: DataSet, batch: Int?, engine: any Engine, threads: Int, cancellation: Cancellation
  ) throws(MeasureError) -> [Int: Int] {
    var ranks: [Int: Int] = [:]
    var unknown: [(site: Int, tensor: String)] = []
    for index in sites.sorted() where self.sites[index].kind == .activation {
      let tensor = self.sites[index].tensor
      if case .tensor(_, let shape?)? = models.float.graph.declared[tensor]?.kind {
        ranks[index] = shape.count
      } else {
        unknown.append((index, tensor))
      }
    }
    guard !unknown.isEmpty else { return ranks }
    let names = Set(unknown.map(\.tensor)).sorted()
    let session = try engine.loadPlain(models.float, fetching: names, threads: threads, cancellation: cancellation)
    let plans = try Pass.plans(for: data, float: models.float, quantized: models.quantized, batch: batch)
    guard let first = try plans.float.makeReader().nextBatch() else { return ranks }
    let tensors = try session.run(first, of: models.float, cancellation: cancellation)
    let found = Dictionary(uniqueKeysWithValues: zip(names, tensors.map { $0?.shape.count }))
    for (site, tensor) in unknown { ranks[site] = found[tensor] ?? nil }
    return ranks
  }
}

extension Comparison {
  /// The same of the comparison's data.
  ///
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func ranks(
    of sites: Set<Int>, in map: SiteMap, _ role: Role, engine: any Engine,
    cancellation: Cancellation = Cancellation()
  ) throws(MeasureError) -> [Int: Int] {
    guard !sites.isEmpty else { return [:] }
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    return try map.ranks(
      of: sites, data: set, batch: batch, engine: engine, threads: 1, cancellation: cancellation)
  }

  /// A comparison of the same float model and data with another quantized model; pairs by hand are kept where their
  /// tensors still exist.
  public func replacingQuantized(by model: OnnxModel) throws(MeasureError) -> Comparison {
    let other = try Comparison(float: float, quantized: model, data: data, batch: batch, place: place)
    for pair in pairing.pairs where pair.rule == .byHand {
      // What is gone is paired by the rules again.
      _ = try? other.pair(pair.tensor, with: pair.partner)
    }
    return other
  }
}
