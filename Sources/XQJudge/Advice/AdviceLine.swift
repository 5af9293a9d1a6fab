// One thing to set in one tool.

/// What to set in a quantizer, and what it would bring.
public struct AdviceLine: Sendable, Equatable {
  /// Tools whose settings are known by name.
  public enum Tool: String, Sendable, CaseIterable {
    case onnxRuntime = "ONNX Runtime"
    case mct = "MCT"
    case aimet = "AIMET"
    case nncf = "NNCF"
  }

  public let tool: Tool
  /// As it is typed there, with this comparison's numbers.
  public let setting: String
  /// What was tried of it; `nil` where nothing was.
  public let imitated: AdvisedSetting?
  /// What that gained at the output, in dB.
  public let gain: Double?
}
