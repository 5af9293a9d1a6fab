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

  /// The judges that look at comparisons: those of this package, and the host's.
  let judges: [any Judge]

  /// - Parameters:
  ///   - judges: those that look at comparisons.
  ///   - thresholds: all that can have a limit; without them this program's own and the judges'.
  init(
    libraryInEnvironment: String?, judges: [any Judge] = Judges.standard, thresholds: [ThresholdDeclaration]? = nil
  ) {
    self.libraryInEnvironment = libraryInEnvironment
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
    let measurement = try running(context, "measuring") { cancellation, progress throws(MeasureError) in
      try comparison.measure(role, options: options, engine: engine, cancellation: cancellation, progress: progress)
    }
    report(measurement, of: comparison, role, engine, context)
    return measurement
  }

  /// The facts of all quantizers of a comparison; errors of all data sets are measured with them.
  func facts(_ comparison: Comparison, in context: Context) throws(Diagnostic) -> ModelFacts {
    if let known = comparison.knownFacts { return known }
    let options = options(context)
    let engine = engine(context)
    let facts = try running(context, "measuring") { cancellation, progress throws(MeasureError) in
      try comparison.facts(options: options, engine: engine, cancellation: cancellation, progress: progress)
    }
    for role in comparison.roles {
      guard let measurement = comparison.known(role, options: options) else { continue }
      report(measurement, of: comparison, role, engine, context)
    }
    return facts
  }

  /// The quantizers of a comparison.
  static func siteMap(of comparison: Comparison) throws(Diagnostic) -> SiteMap {
    do throws(MeasureError) { return try comparison.siteMap() } catch { throw Diagnostic(error) }
  }

  /// Runs models while a bar shows how far they are.
  private func running<Result>(
    _ context: Context, _ activity: String,
    _ body: (Cancellation, (_ done: Int, _ total: Int) -> Void) throws(MeasureError) -> Result
  ) throws(Diagnostic) -> Result {
    defer { context.say(.progress(nil)) }
    do throws(MeasureError) {
      return try body(context.cancellation) { done, total in
        context.say(.progress(Progress(activity: activity, done: done, total: total, unit: "samples")))
      }
    } catch {
      throw Diagnostic(error)
    }
  }

  /// Says once what the user should know about a measurement.
  private func report(
    _ measurement: Measurement, of comparison: Comparison, _ role: Comparison.Role, _ engine: OnnxRuntime,
    _ context: Context
  ) {
    show(measurement.notes + engine.takeNotes(), context)
    // One warning a comparison: the other data set's says the same with another number.
    let others = comparison.roles.filter { $0 != role }.compactMap { comparison.known($0, options: options(context)) }
    for warning in measurement.warnings where others.allSatisfy(\.warnings.isEmpty) && isNew(warning) {
      context.warn(.measuringInterferes, warning, help: ["what that means: help XQ0425"])
    }
    warnOfDoubtfulPairs(comparison, context)
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
    let threads = options(context).threads
    return try running(context, "running both kernels") { cancellation, progress throws(MeasureError) in
      try comparison.kernelDifferences(
        role, threads: threads, engine: engine, cancellation: cancellation, progress: progress)
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
