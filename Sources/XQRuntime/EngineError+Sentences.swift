// The sentence and the advice for each engine error.

import XQFormats

extension EngineError {
  /// One sentence: what was wanted, what was found.
  public var message: String {
    switch self {
    case .noLibrary(let places):
      places.isEmpty
        ? "ONNX Runtime was not found: there is no place to look for it"
        : "ONNX Runtime was not found; tried " + places.map(\.sentence).joined(separator: "; ")
    case .libraryFailed(let reason): "ONNX Runtime cannot start: \(reason)"
    case .fileFailed(let error): error.message
    case .modelRefused(let model, let reason): "ONNX Runtime does not take '\(model)': \(reason)"
    case .modelTooLarge(let model, let byteCount, let limit):
      "'\(model)' has \(byteCount) bytes; ONNX Runtime takes \(limit) at most in one file"
    case .unknownTensor(let model, let tensor, _): "'\(model)' has no tensor '\(tensor)'"
    case .tensorInSubgraph(let model, let tensor, let node):
      "tensor '\(tensor)' of '\(model)' is inside a subgraph of node '\(node)' and cannot be fetched"
    case .unknownInput(let input, let inputs):
      "the model has no input '\(input)'; its inputs are \(Self.list(inputs))"
    case .missingInput(let input): "no data for input '\(input)'"
    case .repeatedInput(let input): "data for input '\(input)' given twice"
    case .inputType(let input, let wanted, let found):
      if let wanted {
        "input '\(input)' takes \(wanted.name), found \(found.name)"
      } else {
        "input '\(input)' is no tensor of numbers, found \(found.name)"
      }
    case .inputShape(let input, let wanted, let found):
      "input '\(input)' takes shape \(Self.shape(wanted)), found \(Self.shape(found))"
    case .inputTooShort(let input, let wanted, let found):
      "data for input '\(input)' has \(found) bytes, its shape needs \(wanted)"
    case .runFailed(let node, let op, let reason):
      switch (node, op) {
      case (let node?, let op?): "the run failed in node '\(node)' (\(op)): \(reason)"
      case (nil, let op?): "the run failed in a node without a name (\(op)): \(reason)"
      default: "the run failed: \(reason)"
      }
    case .outOfMemory(let reason): "not enough memory: \(reason)"
    case .cancelled: "cancelled"
    }
  }

  /// What to do next, a line each.
  public var advice: [String] {
    switch self {
    case .noLibrary(let places):
      switch places.first?.place.origin {
      case .setting?: ["correct the setting 'runtime', or run Scripts/setup and leave it out"]
      case .environment?: ["correct XQSH_ONNXRUNTIME, or run Scripts/setup and unset it"]
      default: ["run Scripts/setup, or name the library in XQSH_ONNXRUNTIME"]
      }
    case .modelTooLarge: ["save it with external data (onnx.save with save_as_external_data=True)"]
    case .unknownTensor(_, _, let similar):
      similar.isEmpty ? [] : ["did you mean \(Self.list(similar, last: " or "))?"]
    case .tensorInSubgraph(_, _, let node): ["fetch an output of node '\(node)' instead"]
    case .inputType(_, let wanted?, _): ["convert the data to \(wanted.name)"]
    case .outOfMemory: ["use smaller batches, or fewer threads"]
    case .fileFailed(let error): error.advice
    case .libraryFailed, .modelRefused, .unknownInput, .missingInput, .repeatedInput, .inputType,
      .inputShape, .inputTooShort, .runFailed, .cancelled:
      []
    }
  }

  private static func list(_ names: [String], last: String = ", ") -> String {
    names.isEmpty ? "none" : names.map { "'\($0)'" }.joined(separator: last)
  }

  /// A shape as users write it: `[?, 3, 48, 192]`.
  private static func shape(_ shape: [Int]) -> String {
    "[" + shape.map { $0 < 0 ? "?" : String($0) }.joined(separator: ", ") + "]"
  }
}

extension EngineError: CustomStringConvertible {
  public var description: String { ([message] + advice).joined(separator: "; ") }
}

extension UnusablePlace {
  /// The place and the reason: `'/opt/libonnxruntime.so' (beside the program): not there`.
  var sentence: String {
    let found =
      switch reason {
      case .notFound: "not there"
      case .notLoadable(let words): "cannot be loaded: \(words)"
      case .notOnnxRuntime: "is another library"
      case .tooOld(let version, let oldest): "is version \(version), wanted \(oldest) or later"
      }
    return "'\(place.path)' (\(place.origin.rawValue)): \(found)"
  }
}
