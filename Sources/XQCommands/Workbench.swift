// What the commands of a session share: the engine and the thresholds.

import Synchronization
import XQConsole
import XQJudge
import XQLanguage
import XQMeasure
import XQRuntime
import XQSystem

/// The engine and the thresholds of one session.
///
/// The engine is opened when the first model runs, and another one is made when `set runtime` names another library.
final class Workbench: Sendable {
  private struct State {
    var engine: (library: String?, runtime: OnnxRuntime)?
    var thresholds: Thresholds
    var notesShown: Set<String> = []
  }

  private let state: Mutex<State>
  /// Where the environment says that the engine's library lies.
  private let libraryInEnvironment: String?
  /// Measurements that were made before.
  private let store: MeasurementStore

  /// The judges that look at comparisons: those of this package, and the host's.
  let judges: [any Judge]

  /// - Parameters:
  ///   - cache: where measurements are kept; `nil`: nowhere.
  ///   - judges: those that look at comparisons.
  ///   - thresholds: all that can have a limit; without them this program's own and the judges'.
  init(
    libraryInEnvironment: String?, cache: CachePlace? = nil, judges: [any Judge] = Judges.standard,
    thresholds: [ThresholdDeclaration]? = nil
  ) {
    self.libraryInEnvironment = libraryInEnvironment
    store = MeasurementStore(cache)
    self.judges = judges
    state = Mutex(
      State(
        thresholds: Thresholds(
          declarations: thresholds ?? ThresholdDeclaration.own + ThresholdDeclaration.numbers(of: judges))))
  }

  /// The workbench of the session, which the host puts there.
  static func of(_ context: Context) -> Workbench {
    if let workbench = context.session.attachments[key] as? Workbench { return workbench }
    let workbench = Workbench(libraryInEnvironment: nil)
    context.session.attachments[key] = workbench
    return workbench
  }

  static let key = "workbench"

  /// A pass that takes longer says what memory it needs.
  private static let longPassSeconds = 5.0

  var thresholds: Thresholds { state.withLock { $0.thresholds } }

  func changeThresholds(_ change: (inout Thresholds) -> Void) { state.withLock { change(&$0.thresholds) } }

  // MARK: - The engine

  func locator(_ context: Context) -> OnnxRuntimeLocator {
    OnnxRuntimeLocator(setting: library(context), environment: libraryInEnvironment)
  }

  func engine(_ context: Context) -> OnnxRuntime {
    let library = library(context)
    let locator = locator(context)
    return state.withLock { state in
      if let engine = state.engine, engine.library == library { return engine.runtime }
      let runtime = OnnxRuntime(locator)
      state.engine = (library, runtime)
      return runtime
    }
  }

  /// What runs models in this session, with its version; `nil` before the first one ran.
  var engineInUse: String? { state.withLock { $0.engine?.runtime.description } }

  private func library(_ context: Context) -> String? {
    if case .string(let path) = context.session.settings["runtime"], !path.isEmpty { return path }
    return nil
  }

  // MARK: - Measuring

  /// How the session measures now.
  func options(_ context: Context) -> MeasureOptions {
    let settings = context.session.settings
    var options = MeasureOptions()
    if case .string(let name) = settings["kernels"] { options.kernels = Kernels(rawValue: name) ?? .reference }
    options.convention = thresholds.profile.convention
    if case .number(let threads) = settings["threads"] { options.threads = Int(exactly: threads) ?? 1 }
    if case .string(let text) = settings["slice"] { options.slice = SampleSlice(text) ?? .whole }
    if case .quantity(let bytes) = settings["memory"], bytes.base.isFinite {
      options.memory = Int(exactly: bytes.base.rounded())
    }
    return options
  }

  /// Measures one data set of a comparison, with progress, and shows once what the user should know about it.
  ///
  /// - Parameter convention: what the metrics mean at their edges; the profile's where it is left out.
  func measure(
    _ comparison: Comparison, _ role: Comparison.Role, convention: MetricConvention? = nil, in context: Context
  ) throws(Diagnostic) -> Measurement {
    var options = options(context)
    options.convention = convention ?? options.convention
    if let known = comparison.known(role, options: options) { return known }
    let engine = engine(context)
    if let before = store.find(comparison, role, options, engine, in: context) {
      comparison.adopt(before, role, options: options)
      report(before, of: comparison, role, context)
      return before
    }
    let measurement = try running(context, "measuring") { run throws(MeasureError) in
      try comparison.measure(
        role, options: options, engine: engine, cancellation: run.cancellation, progress: run.progress,
        estimate: run.estimate)
    }
    finish(measurement, of: comparison, role, engine, context)
    return measurement
  }

  /// The facts of all quantizers of a comparison, on the samples of the slice; errors of all data sets are measured with them.
  ///
  /// The cache keeps errors alone: facts are always collected anew, and then say more than what was measured before.
  func facts(_ comparison: Comparison, in context: Context) throws(Diagnostic) -> ModelFacts {
    let options = options(context)
    if let known = comparison.knownFacts(of: options.slice) { return known }
    let engine = engine(context)
    let facts = try running(context, "measuring") { run throws(MeasureError) in
      try comparison.facts(
        options: options, engine: engine, cancellation: run.cancellation, progress: run.progress,
        estimate: run.estimate)
    }
    for role in comparison.roles {
      guard let measurement = comparison.known(role, options: options) else { continue }
      finish(measurement, of: comparison, role, engine, context)
    }
    return facts
  }

  /// The quantizers of a comparison.
  static func siteMap(of comparison: Comparison) throws(Diagnostic) -> SiteMap {
    do throws(MeasureError) { return try comparison.siteMap() } catch { throw Diagnostic(error) }
  }

  /// What a run of models is told and tells.
  private struct Run {
    let cancellation: Cancellation
    let progress: (_ done: Int, _ total: Int) -> Void
    let estimate: (PassEstimate) -> Void
  }

  /// Runs models while a bar shows how far they are.
  private func running<Result>(
    _ context: Context, _ activity: String, _ body: (Run) throws(MeasureError) -> Result
  ) throws(Diagnostic) -> Result {
    var activity = activity
    let run = Run(
      cancellation: context.cancellation,
      progress: { done, total in
        context.say(.progress(Progress(activity: activity, done: done, total: total, unit: "samples")))
      },
      estimate: { estimate in
        // The bar says how long it takes; short passes are over before anybody asks what they need.
        guard estimate.seconds >= Self.longPassSeconds else { return }
        activity += " (\(ByteText.text(estimate.tensorBytes)) of tensors a batch)"
      })
    defer { context.say(.progress(nil)) }
    do throws(MeasureError) { return try body(run) } catch { throw Diagnostic(error) }
  }

  /// Keeps what was measured just now, and says once what the user should know about it.
  private func finish(
    _ measurement: Measurement, of comparison: Comparison, _ role: Comparison.Role, _ engine: OnnxRuntime,
    _ context: Context
  ) {
    store.keep(measurement, comparison, role, in: context)
    show(engine.takeNotes(), context)
    report(measurement, of: comparison, role, context)
  }

  /// Says once what the user should know about a measurement.
  private func report(
    _ measurement: Measurement, of comparison: Comparison, _ role: Comparison.Role, _ context: Context
  ) {
    show(measurement.notes, context)
    // One warning a comparison: the other data set's says the same with another number.
    let others = comparison.roles.filter { $0 != role }.compactMap {
      comparison.known($0, options: measurement.options)
    }
    for warning in measurement.warnings where others.allSatisfy(\.warnings.isEmpty) && isNew(warning) {
      context.warn(.measuringInterferes, warning, help: ["what that means: help XQ0425"])
    }
    warnOfDoubtfulPairs(comparison, context)
  }

  /// A measurement with all that makes it understandable without the models, for a file.
  func stored(
    _ comparison: Comparison, _ role: Comparison.Role, in context: Context
  ) throws(Diagnostic) -> StoredMeasurement {
    let measurement = try measure(comparison, role, in: context)
    do throws(MeasureError) {
      let identity = try comparison.identity(
        role, options: measurement.options, engine: measurement.engine, digests: store.digests)
      return StoredMeasurement(role: role, identity: identity, pairing: comparison.pairing, measurement: measurement)
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Warns once a comparison, and again where pairs changed by hand leave other doubts.
  private func warnOfDoubtfulPairs(_ comparison: Comparison, _ context: Context) {
    let doubtful = zip(comparison.pairing.pairs, comparison.checks).filter { $0.1.isDoubtful }.map(\.0.layer)
    let key = "\(ObjectIdentifier(comparison)) \(doubtful)"
    guard !doubtful.isEmpty, state.withLock({ $0.notesShown.insert(key).inserted }) else { return }
    let names = doubtful.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    let more = doubtful.count > 5 ? " and \(doubtful.count - 5) more" : ""
    context.warn(
      .doubtfulPairs, "\(Counted.text(doubtful.count, "layer")) may be compared with the wrong tensor: \(names)\(more)",
      help: ["see how sure each pair is: pairs | where doubtful", "set one by hand: pair LAYER TENSOR"])
  }

  /// How far deployed kernels take the outputs of the quantized model from where reference kernels take them.
  func kernelDifferences(
    _ comparison: Comparison, _ role: Comparison.Role, in context: Context
  ) throws(Diagnostic) -> [Comparison.KernelDifference] {
    let engine = engine(context)
    let options = options(context)
    return try running(context, "running both kernels") { run throws(MeasureError) in
      try comparison.kernelDifferences(
        role, threads: options.threads, slice: options.slice, engine: engine, cancellation: run.cancellation,
        progress: run.progress)
    }
  }

  private func show(_ notes: [String], _ context: Context) {
    for note in notes where isNew(note) {
      context.say(.diagnostic(Diagnostic(.smallMatter, note, severity: .note)))
    }
  }

  /// Whether a sentence was not shown before in this session.
  private func isNew(_ sentence: String) -> Bool {
    state.withLock { $0.notesShown.insert(sentence).inserted }
  }
}
