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

  private struct Key: Hashable {
    let role: Role
    let options: MeasureOptions
  }

  public let float: OnnxModel
  public let quantized: OnnxModel
  public let pairing: Pairing
  public let data: [Role: DataSet]
  /// Samples in a batch; `nil` leaves it to the models and the data.
  public let batch: Int?
  private let measurements = Mutex<[Key: Measurement]>([:])

  /// Pairs the models; runs nothing, and does not look at the data yet.
  ///
  /// - Throws: ``MeasureError/nothingPaired(float:quantized:)``.
  public init(float: OnnxModel, quantized: OnnxModel, data: [Role: DataSet], batch: Int? = nil) throws(MeasureError) {
    self.batch = batch
    self.float = float
    self.quantized = quantized
    self.data = data
    pairing = Pairing(float: float, quantized: quantized)
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
    return try Pass.plans(for: set, float: float, quantized: quantized, batch: batch).float.notices
  }

  /// The roles that have data, representative data first.
  public var roles: [Role] { Role.allCases.filter { data[$0] != nil } }

  /// What was measured before with these options.
  public func known(_ role: Role, options: MeasureOptions) -> Measurement? {
    measurements.withLock { $0[Key(role: role, options: options)] }
  }

  /// Runs both models over a data set once, or gives what was measured before.
  ///
  /// - Parameter progress: called after each batch with the samples done and the samples in all.
  /// - Throws: ``MeasureError``; a role without data is ``MeasureError/noSamples(_:)``.
  public func measure(
    _ role: Role, options: MeasureOptions = MeasureOptions(), engine: any Engine,
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) -> Measurement {
    if let known = known(role, options: options) { return known }
    guard let set = data[role] else { throw .noSamples(role.rawValue) }
    let pass = try Pass(
      float: float, quantized: quantized, pairs: pairing.pairs, data: set, batch: batch, options: options,
      engine: engine)
    let measurement = try pass.run(cancellation: cancellation, progress: progress)
    measurements.withLock { $0[Key(role: role, options: options)] = measurement }
    return measurement
  }
}
