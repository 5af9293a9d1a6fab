// What runs a model. Everything above sees tensors: name, type, shape, bytes.

import XQFormats
import XQSystem

/// How a model is run.
public enum Kernels: String, Sendable, CaseIterable {
  /// As a plain float graph: quantizers executed as written, nothing fused across them.
  case reference
  /// As it will run in production: all optimizations, integer kernels.
  case deployed
}

/// Settings of a session of an engine.
public struct EngineOptions: Sendable {
  public var kernels: Kernels
  /// Threads inside one operator, at least 1.
  public var threads: Int
  /// Whether what depends on constants only (the weights' DequantizeLinear nodes) may be computed once, when the
  /// model is loaded. Not done where it would change a bit of the results as far as is known; callers verify that on
  /// a few samples and switch it off where it does not hold. Of no effect for deployed kernels.
  public var foldsConstants: Bool

  public init(kernels: Kernels = .reference, threads: Int = 1, foldsConstants: Bool = true) {
    self.kernels = kernels
    self.threads = threads
    self.foldsConstants = foldsConstants
  }
}

/// An inference library behind which models run.
public protocol Engine: Sendable {
  /// Name and version, such as `ONNX Runtime 1.32.0`; without the version before ``prepare()``.
  var description: String { get }
  /// Gets ready to load models, so that the version is known.
  func prepare() throws(EngineError)
  /// Loads a model so that a run gives the tensors of these names. They may be outputs or any tensors of the main
  /// graph.
  ///
  /// - Throws: ``EngineError`` with the engine's own words, tidied; `cancelled` when `cancellation` is set before or meanwhile.
  func load(
    _ model: OnnxModel, fetching tensors: [String], options: EngineOptions, cancellation: Cancellation
  ) throws(EngineError) -> any EngineSession
  /// Whether ``EngineOptions/foldsConstants`` makes a difference for a model with these options.
  func foldsConstants(of model: OnnxModel, options: EngineOptions) -> Bool
  /// Warnings of the engine since the last call, each once in the engine's life.
  func takeNotes() -> [String]
}

extension Engine {
  /// Loads a model, which cannot be cancelled.
  public func load(
    _ model: OnnxModel, fetching tensors: [String], options: EngineOptions
  ) throws(EngineError) -> any EngineSession {
    try load(model, fetching: tensors, options: options, cancellation: Cancellation())
  }
}

/// A loaded model. To be used from one thread at a time.
public protocol EngineSession: Sendable {
  var inputs: [TensorDescription] { get }
  /// The tensors that a run gives, in the order asked for.
  var fetched: [TensorDescription] { get }
  /// Runs the model once. `nil` in the result: the tensor is no tensor (a sequence, a map) or holds strings.
  ///
  /// - Throws: ``EngineError``; `cancelled` when `cancellation` is set before or meanwhile. The session can be used afterwards.
  func run(_ inputs: [(name: String, tensor: Tensor)], cancellation: Cancellation) throws(EngineError) -> [Tensor?]
}

/// Name, type and shape as the engine states them. A dimension of -1 is not fixed.
public struct TensorDescription: Sendable, Equatable {
  public let name: String
  /// `nil` where it is no tensor.
  public let type: ElementType?
  public let shape: [Int]
  /// Whether the model states how many dimensions there are; otherwise `shape` is empty.
  public let hasKnownRank: Bool

  public init(name: String, type: ElementType?, shape: [Int], hasKnownRank: Bool = true) {
    self.name = name
    self.type = type
    self.shape = shape
    self.hasKnownRank = hasKnownRank
  }

  /// Whether a tensor of this shape can be given for it.
  public func accepts(shape found: [Int]) -> Bool {
    guard hasKnownRank else { return true }
    return found.count == shape.count && zip(shape, found).allSatisfy { $0 < 0 || $0 == $1 }
  }
}

/// Elements of one type in C order. The bytes belong to whoever made it and stay valid as long as the object lives.
public final class Tensor: @unchecked Sendable {
  public let type: ElementType
  public let shape: [Int]
  public let count: Int
  /// `count` elements, little-endian, 4-bit types two a byte. Not to be written while others read.
  public let bytes: UnsafeRawBufferPointer
  private let owner: AnyObject?

  /// A view of bytes that `owner` keeps alive. `shape` is checked: not negative, and its product is a number of
  /// elements for which there are bytes.
  public init(type: ElementType, shape: [Int], bytes: UnsafeRawBufferPointer, owner: AnyObject?) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
    self.owner = owner
    count = shape.reduce(1, *)
  }
}
