// One session in which every quantizer of a model can be changed.

import Synchronization
import XQFormats
import XQRuntime
import XQSystem

/// The quantized model, loaded once, to be run with other quantizers.
///
///     let trial = try TrialModel(siteMap, data: data, engine: engine)
///     let before = try trial.run([:])
///     let after = try trial.run([3: .float])
///     after.decibels(at: .output) - before.decibels(at: .output)
///
/// Scales, zero points and the values of constants are inputs of the graph, so that nothing is loaded again: a run costs
/// about what a run of the quantized model does. With an empty setup it gives the quantized model's outputs bit for bit,
/// as with kernels ``Kernels/reference`` and nothing folded; but for models whose rounded weights are plain constants,
/// which the engine may multiply in another order: there the last digits may differ.
public final class TrialModel: Sendable {
  public let siteMap: SiteMap
  /// Samples that a run scores unless told otherwise: the first of the data set.
  public let sampleCount: Int
  let pairing: Pairing
  let graph: TrialGraph
  let samples: TrialSamples
  let engine: any Engine
  let threads: Int
  private let session: any EngineSession
  private let ends: TrialEnds
  private let ranks: [Int: Int]
  private let runCount = Mutex(0)

  /// Loads the models, and runs the float one.
  ///
  /// - Parameters:
  ///   - data: validation data.
  ///   - batch: samples a batch; `nil` leaves it to the models and the data.
  ///   - samples: how many score at most; `nil`: 64, or half of the data where there are fewer than 128. Fewer where the
  ///     outputs take too much memory.
  ///   - branches: sites that will get ``SiteState/affineBits(low:high:steps:)`` or
  ///     ``SiteState/perChannel(scales:zeroPoints:steps:axis:)``: these need a second quantizer.
  public init(
    _ siteMap: SiteMap, pairing: Pairing, data: DataSet, batch: Int? = nil, samples: Int? = nil,
    branches: Set<Int> = [], engine: any Engine, threads: Int = 1, cancellation: Cancellation = Cancellation()
  ) throws(MeasureError) {
    self.siteMap = siteMap
    self.pairing = pairing
    self.engine = engine
    self.threads = threads
    ends = TrialEnds(siteMap, pairing)
    self.samples = try TrialSamples(
      siteMap.models, data: data, batch: batch, limit: samples, ends: ends.floatTensors, engine: engine,
      threads: threads, cancellation: cancellation)
    sampleCount = self.samples.count
    ranks = try siteMap.ranks(
      of: branches, data: data, batch: batch, engine: engine, threads: threads, cancellation: cancellation)
    do throws(FormatError) {
      graph = try TrialGraph(siteMap, branches: branches, ranks: ranks)
    } catch {
      throw .data(error)
    }
    session = try engine.loadPlain(
      graph.model, fetching: ends.quantizedTensors, threads: threads, cancellation: cancellation)
  }

  /// Runs so far.
  public var runs: Int { runCount.withLock { $0 } }

  /// The number of dimensions of the tensor at a site that was named as a branch; `nil` for others.
  public func rank(of site: Int) -> Int? { ranks[site] }

  /// Runs with other quantizers over the samples that score.
  ///
  /// Views of a site that is changed are float, see ``SiteMap/withViews(_:)``.
  ///
  /// - Parameter progress: called after each batch with the samples done and the samples in all.
  /// - Throws: ``MeasureError``; also for a state that the site cannot take.
  public func run(
    _ setup: TrialSetup, cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) -> TrialOutcome {
    try run([(setup, 0..<sampleCount)], cancellation: cancellation, progress: progress)
  }

  /// Runs each setup over a part of the samples that score, and gives the errors of all parts together.
  public func run(
    _ parts: [(setup: TrialSetup, samples: Range<Int>)], cancellation: Cancellation = Cancellation(),
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(MeasureError) -> TrialOutcome {
    runCount.withLock { $0 += 1 }
    var tally = ends.tally()
    var done = 0
    let total = parts.reduce(0) { $0 + $1.samples.count }
    for part in parts where !part.samples.isEmpty {
      let feeds = try feeds(siteMap.withViews(part.setup))
      try samples.forEachBatch(in: part.samples) { (index, batch) throws(MeasureError) in
        let results = try session.run(batch.quantized, and: feeds, of: graph.model, cancellation: cancellation)
        let range = batch.start..<batch.start + batch.float.samples
        let scored = range.clamped(to: part.samples)
        tally.add(
          samples.references[index], results,
          samples: scored.lowerBound - range.lowerBound..<scored.upperBound - range.lowerBound, of: batch.float)
        done += scored.count
        progress(done, total)
      }
    }
    return tally.outcome(sampleCount: done)
  }

  /// What all inputs of the graph but the model's own are fed with.
  func feeds(_ setup: TrialSetup) throws(MeasureError) -> [SiteControl.Feed] {
    var feeds: [SiteControl.Feed] = []
    do throws(StateRefused) {
      for (index, control) in graph.controls.enumerated() {
        if let state = setup[index] { try siteMap.sites[index].check(state, index: index) }
        switch control {
        case .constant(let constant): feeds += constant.feeds(setup[index])
        case .activation(let activation): feeds += try activation.feeds(setup[index], index: index)
        }
      }
    } catch {
      throw .data(siteMap.formatError(error))
    }
    return feeds
  }
}

extension SiteMap {
  /// A refusal with the names that a user knows.
  func formatError(_ refused: StateRefused) -> FormatError {
    FormatError(
      .unsupported, file: models.quantized.path, subject: sites[refused.site].name,
      "cannot be changed so: \(refused.reason)")
  }
}

extension EngineSession {
  /// Runs on a batch, with further inputs.
  func run(
    _ batch: Batch, and feeds: [SiteControl.Feed], of model: OnnxModel, cancellation: Cancellation
  ) throws(MeasureError) -> [Tensor?] {
    let inputs = batch.inputs.map { input in
      (input.name, Tensor(type: input.type, shape: input.shape, bytes: input.bytes, owner: input.owner))
    }
    do throws(EngineError) {
      return try run(inputs + feeds, cancellation: cancellation)
    } catch {
      throw .engine(error, path: model.path)
    }
  }
}
