// Two models side by side: the library's front door.

import Synchronization
import XQFormats
import XQRuntime
import XQSystem

/// A float model and a quantized model, paired, with the data to compare them on.
///
///     let comparison = try Comparison(float: float, quantized: quantized, data: [.validation: samples])
///     let measurement = try comparison.measure(.validation, engine: engine)
///
/// Measurements are kept: asking again with the same options costs nothing.
public final class Comparison: Sendable {
  /// What a data set is to the quantization.
  public enum Role: String, Sendable, CaseIterable {
    /// The representative data that the quantizer was calibrated with.
    case representative = "repr"
    /// Data that the quantizer has not seen.
    case validation = "val"
  }

  struct Key: Hashable {
    let role: Role
    let options: MeasureOptions

    init(role: Role, options: MeasureOptions) { (self.role, self.options) = (role, options.ofResults) }
  }

  struct State {
    var pairing: Pairing
    var byHand: [HandPair] = []
    var siteMap: SiteMap?
    /// Facts do not depend on how errors are measured, but on which samples.
    var facts: [SampleSlice: ModelFacts] = [:]
    var measurements: [Key: Measurement] = [:]
    /// What the first measurement with this pairing said about it.
    var checks: [PairCheck]?
  }

  public let float: OnnxModel
  public let quantized: OnnxModel
  public let data: [Role: DataSet]
  /// Samples in a batch; `nil` leaves it to the models and the data.
  public let batch: Int?
  /// Where layers are compared.
  public let place: ComparePlace
  let state: Mutex<State>
  /// What trial runs found.
  let findings = KnownFindings()

  /// Pairs the models; runs nothing, and does not look at the data yet.
  ///
  /// - Throws: ``MeasureError/nothingPaired(float:quantized:)``.
  public init(
    float: OnnxModel, quantized: OnnxModel, data: [Role: DataSet], batch: Int? = nil, place: ComparePlace = .quantizer
  ) throws(MeasureError) {
    self.batch = batch
    self.place = place
    self.float = float
    self.quantized = quantized
    self.data = data
    let pairing = Pairing(float: float, quantized: quantized, place: place)
    state = Mutex(State(pairing: pairing))
    guard !pairing.pairs.isEmpty else {
      throw .nothingPaired(float: float.path, quantized: quantized.path)
    }
  }

  /// Lays a data set beside the inputs of both models, so that what does not fit is found before anything runs.
  ///
  /// - Returns: what was decided without being told, a sentence each.
  /// - Throws: ``MeasureError/data(_:)`` where data do not fit an input.
  public func check(_ role: Role) throws(MeasureError) -> [String] {
    guard let set = data[role] else { return [] }
    let plan = try Pass.plans(for: set, float: float, quantized: quantized, batch: batch).float
    return Pass.notices(for: set, float: float, quantized: quantized, plan)
  }

  /// Which tensors are compared. Changes only by ``pair(_:with:)``.
  public var pairing: Pairing { state.withLock { $0.pairing } }

  /// How sure each pair is, in the order of ``Pairing/pairs``; with the numeric check once something was measured.
  public var checks: [PairCheck] {
    state.withLock { state in state.checks ?? state.pairing.pairs.map(PairCheck.init) }
  }

  /// The roles that have data, representative data first.
  public var roles: [Role] { Role.allCases.filter { data[$0] != nil } }

  /// What was measured before with these options; if facts are asked for, with just these facts.
  public func known(_ role: Role, options: MeasureOptions, facts: FactsRequest? = nil) -> Measurement? {
    state.withLock { state in
      let known = state.measurements[Key(role: role, options: options)]
      return facts == nil || known?.facts == facts ? known : nil
    }
  }

  /// Runs both models over a data set once, or gives what was measured before.
  ///
  /// - Parameters:
  ///   - facts: what to collect about quantizers in the same pass. What was measured with other facts, or without, is then
  ///     measured anew.
  ///   - progress: called after each batch with the samples done and the samples in all.
  ///   - estimate: called once, behind the first batch of a pass and before its `progress`.
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func measure(
    _ role: Role, options: MeasureOptions = MeasureOptions(), facts: FactsRequest? = nil, engine: any Engine,
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    estimate: (PassEstimate) -> Void = { _ in }
  ) throws(MeasureError) -> Measurement {
    if let known = known(role, options: options, facts: facts) { return known }
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    let pairing = pairing
    let pass = try Pass(
      float: float, quantized: quantized, pairs: pairing.pairs, data: set, batch: batch, options: options,
      facts: facts ?? FactsRequest(sites: []), engine: engine, known: findings)
    let measurement =
      if let limit = options.memory {
        try pass.run(within: limit, cancellation: cancellation, progress: progress, estimate: estimate)
      } else {
        try pass.run(cancellation: cancellation, progress: progress, estimate: estimate)
      }
    keep(measurement, role, options: options, pairs: pairing.pairs)
    return measurement
  }

  /// Takes a measurement that was made before, of the same ``identity(_:options:engine:digests:)`` and slice.
  public func adopt(_ measurement: Measurement, _ role: Role, options: MeasureOptions) {
    let pairs = pairing.pairs
    guard measurement.layers.count == pairs.count else { return }
    keep(measurement, role, options: options, pairs: pairs)
  }

  private func keep(_ measurement: Measurement, _ role: Role, options: MeasureOptions, pairs: [LayerPair]) {
    state.withLock { state in
      // Pairs that changed meanwhile are measured at the next call.
      guard state.pairing.pairs.map(\.partner) == pairs.map(\.partner) else { return }
      state.measurements[Key(role: role, options: options)] = measurement
      if state.checks == nil {
        state.checks = pairs.indices.map { place in
          PairCheck(pairs[place], measurement.layers[place], firstError: measurement.firstErrors[place])
        }
      }
    }
  }

  // MARK: - Pairing by hand

  /// Pairs a tensor of the float model with one of the quantized model, whatever the rules say.
  ///
  /// Both names are tensors', exactly; integers are taken times their scale. A pair by hand that the float tensor had is
  /// replaced. Everything is measured anew when it is asked for next.
  ///
  /// - Returns: what the float tensor was paired with before, if anything.
  /// - Throws: ``HandPairError``; then nothing changes.
  public func pair(_ tensor: String, with partner: String) throws(HandPairError) -> LayerPair? {
    try HandPairError.check(tensor, partner, pairing, quantized)
    return state.withLock { state in
      let before = state.pairing.pairs.first { $0.tensor == tensor }
      state.byHand.removeAll { $0.tensor == tensor }
      state.byHand.append(HandPair(tensor: tensor, partner: partner))
      state.pairing = Pairing(float: float, quantized: quantized, place: place, byHand: state.byHand)
      state.measurements = [:]
      state.checks = nil
      (state.siteMap, state.facts) = (nil, [:])
      return before
    }
  }
}
