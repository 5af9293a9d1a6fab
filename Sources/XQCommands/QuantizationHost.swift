// The host: what this program brings to the console.

import Glibc
import XQConsole
import XQLanguage
import XQMeasure
import XQRuntime

/// Quantization debugging for a console.
public enum QuantizationHost {
  public static let version = "0.1.0"

  /// Commands, objects, settings and codes of quantization debugging.
  ///
  /// - Parameter library: where the environment says that ONNX Runtime's library lies (`XQSH_ONNXRUNTIME`).
  public static func make(libraryInEnvironment library: String? = nil) -> Host {
    Host(
      name: "xqsh", version: version,
      commands: [
        LoadCommand.self, CompareCommand.self, PairsCommand.self, LayersCommand.self, ErrorsCommand.self,
        ThresholdCommand.self, DoctorCommand.self,
      ],
      objectKinds: [
        .init(name: "model") { path, place, context throws(Diagnostic) in
          try Inputs.model(path, at: place, context)
        },
        .init(name: "data") { path, place, context throws(Diagnostic) in
          try Inputs.data([path], at: place, context)
        },
      ],
      settings: [
        SettingDeclaration(
          "threads", .count(1...1024), default: .number(Double(cores)),
          "threads inside one operator; results do not depend on it"),
        SettingDeclaration(
          "kernels", .choice(Kernels.allCases.map(\.rawValue)), default: .string(Kernels.reference.rawValue),
          "reference: quantizers as written; deployed: integer kernels, as in production"),
        SettingDeclaration(
          "runtime", .path(.init(endings: ["so"])), default: .string(""),
          "path of ONNX Runtime's library, where it is not found by itself", namesCode: true),
      ],
      topics: MetricTopics.all,
      codes: DiagnosticCode.quantizationCodes,
      names: layerNames,
      subjectKind: "comparison",
      patterns: [("layers", .pattern(of: "layer"))],
      prepare: { session in
        session.attachments[Workbench.key] = Workbench(libraryInEnvironment: library)
      },
      facts: Facts.record)
  }

  /// Processors of this machine.
  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The layers that a pattern can mean now.
  private static func layerNames(_ kind: String, _ session: Session) -> [String] {
    guard kind == "layer", let object = session.subject?.object as? ComparisonObject else { return [] }
    return object.comparison.pairing.pairs.map(\.layer)
  }
}
