// The host: what this program brings to the console.

import Glibc
import XQConsole
import XQJudge
import XQLanguage
import XQMeasure
import XQRuntime

/// Quantization debugging for a console.
public enum QuantizationHost {
  public static let version = "0.1.0"

  /// Commands, objects, settings and codes of quantization debugging.
  ///
  /// - Parameters:
  ///   - library: where the environment says that ONNX Runtime's library lies (`XQSH_ONNXRUNTIME`).
  ///   - cache: where measurements are kept, so that making them again costs nothing; `nil`: nowhere.
  ///   - judges: judges of the program that embeds the console, beside those of this package.
  ///   - thresholds: limits of metrics and judges that a host brings itself; they are listed behind this program's own.
  public static func make(
    libraryInEnvironment library: String? = nil, cache: CachePlace? = nil, judges: [any Judge] = [],
    thresholds: [ThresholdDeclaration] = []
  ) -> Host {
    let judges = Judges.standard + judges
    return Host(
      name: "xqsh", version: version,
      commands: [
        LoadCommand.self, CompareCommand.self, PairsCommand.self, PairCommand.self, LayersCommand.self,
        ErrorsCommand.self, JudgeCommand.self, AdviseCommand.self, ExplainCommand.self, WhatIfCommand.self,
        PlotCommand.self, SaveCommand.self, ThresholdCommand.self, ProfileCommand.self, DoctorCommand.self,
        HistogramCommand.self, ChannelsCommand.self, SessionReportCommand.self,
      ],
      objectKinds: [
        .init(name: "model", endings: ["onnx"]) { path, place, context throws(Diagnostic) in
          try Inputs.model(path, at: place, context)
        },
        .init(name: "data", endings: ["npy", "npz"]) { path, place, context throws(Diagnostic) in
          try Inputs.data([path], at: place, context)
        },
        .init(name: "comparison", endings: ["xqm"]) { path, place, context throws(Diagnostic) in
          try Inputs.measurement([path], at: place, context)
        },
        .init(name: "report") { path, place, context throws(Diagnostic) in
          try Inputs.report(path, at: place, context)
        },
        .init(name: "log") { path, place, context throws(Diagnostic) in
          try Inputs.log(path, at: place, context)
        },
      ],
      settings: QuantizationSettings.all,
      topics: [LessonFiles.tour] + HelpTopics.all(judges), lessons: LessonFiles.lessons,
      codes: DiagnosticCode.quantizationCodes + DiagnosticCode.pictureCodes,
      names: { kind, session in
        switch kind {
        case "judge": judges.map(\.name)
        case "advice": judges.flatMap { [$0.name] + $0.causes.map(\.rawValue) }
        case "explanation":
          ExplainedName.names(
            layers: layerNames("layer", session), judges: judges, topics: HelpTopics.all(judges))
        default: layerNames(kind, session)
        }
      },
      subjectKind: "comparison",
      patterns: [("layers", .pattern(of: "layer"))],
      prepare: { session in
        session.attachments[Workbench.key] = Workbench(
          libraryInEnvironment: library, cache: cache, judges: judges,
          thresholds: ThresholdDeclaration.own + ThresholdDeclaration.numbers(of: judges) + thresholds)
      },
      tableOfObject: errors, banner: { session in [engineBanner(session, libraryInEnvironment: library)] },
      facts: Facts.record)
  }

  /// The errors that a comparison or a report stands for in `diff`. A comparison of MCT's layers has the names that reports
  /// have.
  @Sendable private static func errors(
    of object: any HostObject, _ context: Context
  ) throws(Diagnostic) -> Table? {
    let workbench = Workbench.of(context)
    switch object {
    case let report as MctReportObject:
      return MctReportTable.table(report.report, workbench.thresholds, includes: { _ in true }, data: nil)
    case let object as any MeasuredObject:
      let thresholds = workbench.thresholds
      var table = ErrorTable(object.pairs, thresholds: thresholds, aggregate: thresholds.profile.aggregate)
      for role in object.roles { table.add(try object.measurement(role, in: context), role) { _ in true } }
      return table.table(severalDataSets: object.roles.count > 1).withModuleNames
    default: return nil
    }
  }

  /// Processors of this machine.
  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// What the first line of the console says of the engine: what is known without opening its library.
  private static func engineBanner(_ session: Session, libraryInEnvironment library: String?) -> String {
    let setting: String? = if case .string(let path) = session.settings["runtime"], !path.isEmpty { path } else { nil }
    let locator = OnnxRuntimeLocator(setting: setting, environment: library)
    let engine = ["ONNX Runtime", locator.probableVersion].compactMap { $0 }.joined(separator: " ")
    guard case .number(let threads) = session.settings["threads"], let count = Int(exactly: threads) else {
      return engine
    }
    return "\(engine), \(Counted.text(count, "thread"))"
  }

  /// The thresholds, layers or tensors that a pattern can mean now.
  private static func layerNames(_ kind: String, _ session: Session) -> [String] {
    if kind == "layer" { return (session.subject?.object as? any MeasuredObject)?.pairs.map(\.layer) ?? [] }
    if kind == "threshold" {
      return (session.attachments[Workbench.key] as? Workbench)?.thresholds.declarations.map(\.name) ?? []
    }
    guard let comparison = (session.subject?.object as? ComparisonObject)?.comparison else { return [] }
    let pairing = comparison.pairing
    switch kind {
    case "float tensor": return pairing.pairs.map(\.layer) + pairing.unpaired.filter(\.isCandidate).map(\.layer)
    case "quantized tensor":
      let graph = comparison.quantized.graph
      return graph.nodes.flatMap(\.outputs).filter(graph.dependsOnInput.contains)
    default: return []
    }
  }
}
