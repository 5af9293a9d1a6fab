// An ONNX model as a file: its structure, checked, and its weights where they lie.

import Synchronization
import XQSystem

/// A model, read and checked.
///
/// Nothing proportional to the weights is read or allocated: they stay in the mapped file until ``readInitializer(_:)`` is asked
/// for one. Operators are not checked: which exist is the runtime's knowledge.
public final class OnnxModel: Sendable {
  /// The path as the user gave it.
  public let path: String
  /// The file's name without its folder.
  public let name: String
  /// The file as it is. A runtime gets those of ``runnable``.
  public let bytes: FileBytes
  /// The folder that external data lie in, absolute and without links; `nil` for models that lie in none.
  public let folder: String?
  public let irVersion: Int64
  /// Version by domain, the empty one for ai.onnx.
  public let opsets: [String: Int64]
  /// Name and version of the program that wrote the file; may be empty.
  public let producer: String
  public let graph: Graph
  /// Functions that the model brings with it, as `domain::name`.
  public let functionNames: [String]
  /// Elements of all constant tensors.
  public let parameterCount: Int
  /// Bytes of the file and of the external data.
  public let sizeInBytes: Int
  /// What was passed over without an error, a sentence each.
  public let notices: [String]

  /// Names of all graph inputs, those with a default value too.
  let inputNames: Set<String>
  let modelFolder: ModelFolder?
  private let rewritten = Mutex<Runnable?>(nil)
  private let foundQuantizers = Mutex<[Quantizer]?>(nil)

  /// Reads the model at `path`; `example:NAME` too.
  public convenience init(path: String, access: FileAccess) throws(FormatError) {
    let bytes = try access.contents(path)
    let isShipped = access.shippedName(path) != nil
    try self.init(bytes: bytes, path: path, folder: isShipped ? nil : access.folder(of: path), access: access)
  }

  /// What a runtime gets: the file, or what it became where operators of MCT's quantizers were rewritten.
  public struct Runnable: Sendable {
    public let bytes: FileBytes
    public let graph: Graph
  }

  /// Reads a model from bytes, such as one rewritten in memory. `folder`: where its external data lie.
  public convenience init(bytes: FileBytes, path: String, folder: String?, access: FileAccess) throws(FormatError) {
    try self.init(
      bytes: bytes, path: path,
      place: folder.map { ModelFolder(path: $0, modelName: bytes.displayName, access: access) })
  }

  init(bytes: FileBytes, path: String, place: ModelFolder?) throws(FormatError) {
    let parser = try OnnxParser(bytes)
    let message = parser.message
    opsets = Dictionary(
      message.opsetImport.map { (OnnxModel.normalizedDomain($0.domain), $0.version) }, uniquingKeysWith: max)
    guard !opsets.isEmpty || message.irVersion < 3 else {
      throw FormatError(
        .invalid, file: bytes.displayName, "states no opset: the versions of its operators are unknown",
        advice: ["export it again, with an opset_version"])
    }
    var builder = GraphBuilder(message.graph, parser.places, file: bytes, folder: place)
    graph = try builder.build()
    notices = builder.notices
    inputNames = Set(message.graph.input.map(\.name))
    self.bytes = bytes
    self.path = path
    folder = place.flatMap { try? $0.access.resolve($0.path, for: .reading) }
    name = path.split(separator: "/").last.map(String.init) ?? path
    modelFolder = place
    irVersion = message.irVersion
    producer = [message.producerName, message.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
    functionNames = message.functions.map { $0.domain + "::" + $0.name }
    var parameters = 0
    var size = bytes.count
    for initializer in graph.constants {
      parameters = parameters.addingReportingOverflow(initializer.count).partialValue
      if case .external(_, _, let length) = initializer.location {
        size = size.addingReportingOverflow(length).partialValue
      }
    }
    parameterCount = parameters
    sizeInBytes = size
    if let standard = try MctqRewriter.rewrite(self) {
      let bytes = FileBytes(standard, displayName: bytes.displayName)
      let parser = try OnnxParser(bytes)
      var builder = GraphBuilder(parser.message.graph, parser.places, file: bytes, folder: place)
      let runnable = Runnable(bytes: bytes, graph: try builder.build())
      rewritten.withLock { $0 = runnable }
    }
  }

  /// The model in standard operators. Its graph has all computed tensors of ``graph``, by the same names.
  public var runnable: Runnable { rewritten.withLock { $0 } ?? Runnable(bytes: bytes, graph: graph) }

  /// The quantizers in the main graph, in the order of its nodes; found at the first use.
  public var quantizers: [Quantizer] {
    foundQuantizers.withLock { found in
      if let found { return found }
      var finder = QuantizerFinder(self)
      let quantizers = finder.find()
      found = quantizers
      return quantizers
    }
  }

  /// `ai.onnx` has an empty name too.
  static func normalizedDomain(_ domain: String) -> String { domain == "ai.onnx" ? "" : domain }
}
