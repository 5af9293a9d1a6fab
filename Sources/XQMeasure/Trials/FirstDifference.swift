// Where the float parts of two models begin to differ.

import XQFormats
import XQRuntime
import XQSystem

extension TrialModel {
  /// With every site in float, the first tensor of the float model, in topological order, whose relative squared error
  /// Σ(y - x)²/Σx² is beyond 1e-6; `nil` where there is none.
  ///
  /// Looks at the samples that score, and takes a session of its own.
  public func firstDifferingTensor(
    cancellation: Cancellation = Cancellation()
  ) throws(MeasureError) -> String? {
    let candidates = comparableTensors()
    let float = siteMap.models.float
    let session = try engine.loadPlain(
      float, fetching: candidates.map(\.float), threads: threads, cancellation: cancellation)
    let other = try engine.loadPlain(
      graph.model, fetching: candidates.map(\.quantized), threads: threads, cancellation: cancellation)
    let feeds = try feeds(Dictionary(uniqueKeysWithValues: siteMap.sites.indices.map { ($0, .float) }))
    var sums = candidates.map { _ in (error: 0.0, signal: 0.0) }
    try samples.forEachBatch(in: 0..<sampleCount) { (_, batch) throws(MeasureError) in
      let ours = try session.run(batch.float, of: float, cancellation: cancellation)
      let theirs = try other.run(batch.quantized, and: feeds, of: graph.model, cancellation: cancellation)
      for index in candidates.indices {
        guard let x = ours[index], let y = theirs[index], x.type.isFloat else { continue }
        guard let pair = try? PairSums(reference: x, other: y), pair.referenceNonfinite == pair.otherNonfinite else {
          sums[index].error = .infinity
          continue
        }
        sums[index].error += pair.errorSquares
        sums[index].signal += pair.referenceSquares
      }
    }
    return zip(candidates, sums).first { $1.error > 1e-6 * max($1.signal, 1e-30) }?.0.float
  }

  /// What each operator of the float model writes, with the quantized model's tensor that holds the same while all sites
  /// are float.
  private func comparableTensors() -> [EndTensor] {
    let (float, quantized) = (siteMap.models.float.graph, graph.model.graph)
    let ofSite = Dictionary(
      siteMap.sites.compactMap { site in site.activation?.results.first.map { (site.tensor, $0) } },
      uniquingKeysWith: { first, _ in first })
    let ofPair = Dictionary(
      pairing.pairs.filter { $0.dequantization == nil }.map { ($0.tensor, $0.partner) },
      uniquingKeysWith: { first, _ in first })
    return float.order.compactMap { index in
      guard let tensor = float.nodes[index].outputs.first, float.dependsOnInput.contains(tensor) else { return nil }
      let partner = ofSite[tensor] ?? ofPair[tensor]
      return partner.flatMap { quantized.producer[$0] == nil ? nil : EndTensor(float: tensor, quantized: $0) }
    }
  }
}
