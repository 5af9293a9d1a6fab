// The facts of all quantizers of a comparison, in the pass that measures errors.

import XQFormats
import XQRuntime
import XQSystem

extension Comparison {
  /// The quantization sites of the quantized model; found at the first use, and anew after pairs were changed by hand.
  ///
  /// - Throws: ``MeasureError/data(_:)`` where a file was changed since it was read.
  public func siteMap() throws(MeasureError) -> SiteMap {
    let (known, pairing, byHand) = state.withLock { ($0.siteMap, $0.pairing, $0.byHand) }
    if let known { return known }
    // At operators only some layers are paired: sites are found behind quantizers.
    let full =
      place == .quantizer ? pairing : Pairing(float: float, quantized: quantized, byHand: byHand)
    do throws(FormatError) {
      let map = SiteMap(try PreparedModels(float: float, quantized: quantized), pairing: full)
      state.withLock { $0.siteMap = map }
      return map
    } catch {
      throw .data(error)
    }
  }

  /// The facts that were measured before.
  public var knownFacts: ModelFacts? { state.withLock { $0.facts } }

  /// Measures the facts of all sites, and in the same passes the errors of all layers; or gives what was measured before.
  ///
  /// Runs over the validation data, then over the representative data where there are any. Without validation data the
  /// representative data take their place, and nothing is known about how the two differ.
  ///
  /// - Parameter progress: called after each batch with the samples done and those of both data sets together.
  /// - Throws: ``MeasureError``; without any data ``MeasureError/noSamples(_:)``. What was collected before an error or a
  ///   cancellation is dropped.
  public func facts(
    options: MeasureOptions = MeasureOptions(), engine: any Engine, cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) -> ModelFacts {
    if let known = knownFacts { return known }
    let map = try siteMap()
    let plan = FactsPlan(map)
    let main: Role = data[.validation] == nil ? .representative : .validation
    let other: Role? = main == .validation && data[.representative] != nil ? .representative : nil
    let count = try sampleCount(main)
    let total = count + (try other.map { role throws(MeasureError) in try sampleCount(role) } ?? 0)
    let validation = try measure(
      main, options: options,
      facts: FactsRequest(sites: plan.requests, splits: CollectedParts.splits(of: count)), engine: engine,
      cancellation: cancellation, progress: { done, _ in progress(done, total) })
    let representative = try other.map { role throws(MeasureError) in
      try measure(
        role, options: options, facts: FactsRequest(sites: plan.requests), engine: engine, cancellation: cancellation,
        progress: { done, _ in progress(count + done, total) })
    }
    let facts = FactsBuilder(
      map, plan, validation: CollectedParts(validation), representative: representative.map(CollectedParts.init)
    ).build()
    state.withLock { state in
      // Pairs that changed meanwhile make other sites.
      if state.siteMap != nil { state.facts = facts }
    }
    return facts
  }

  private func sampleCount(_ role: Role) throws(MeasureError) -> Int {
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    return try Pass.plans(for: set, float: float, quantized: quantized, batch: batch).float.sampleCount
  }
}
