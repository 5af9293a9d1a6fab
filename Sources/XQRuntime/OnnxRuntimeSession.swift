// A model loaded by ONNX Runtime, and its runs.

import COnnxRuntime
import XQFormats
import XQSystem

/// A loaded model. To be used from one thread at a time.
///
/// `@unchecked Sendable`: everything in it is constant after `init`; the library guards its own state.
final class OnnxRuntimeSession: EngineSession, @unchecked Sendable {
  let inputs: [TensorDescription]
  let fetched: [TensorDescription]
  private let session: OnnxRuntimeObject
  private let outputNames: CStrings
  private let inputOfName: [String: TensorDescription]
  /// The library calls its log function with a reference to it.
  private let notes: Notes

  private var library: OnnxRuntimeLibrary { session.library }

  init(
    _ session: OnnxRuntimeObject, fetching tensors: [String], of graph: Graph, keeping notes: Notes
  ) throws(OnnxRuntimeFailure) {
    self.session = session
    self.notes = notes
    outputNames = CStrings(tensors)
    let reader = DescriptionReader(session)
    inputs = try reader.inputs().map { $0.withRank(from: graph) }
    inputOfName = Dictionary(inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let outputs = Dictionary(try reader.outputs().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // The library has an output of each name, or it would not have taken the model.
    fetched = tensors.map { outputs[$0] ?? TensorDescription(name: $0, type: nil, shape: []) }
  }

  func run(_ inputs: [(name: String, tensor: Tensor)], cancellation: Cancellation) throws(EngineError) -> [Tensor?] {
    try check(inputs)
    if cancellation.isCancelled { throw .cancelled }
    // The library refuses to run for nothing.
    if fetched.isEmpty { return [] }
    do throws(OnnxRuntimeFailure) {
      return try run(unchecked: inputs, cancellation)
    } catch {
      // The library has no code of its own for a run that was stopped.
      if cancellation.isCancelled { throw .cancelled }
      let words = EngineWords(error.message)
      throw words.meansNoMemory
        ? .outOfMemory(reason: words.reason) : .runFailed(node: words.node, op: words.op, reason: words.reason)
    }
  }

  // MARK: - Checks

  private func check(_ given: [(name: String, tensor: Tensor)]) throws(EngineError) {
    var missing = Set(inputs.map(\.name))
    for (name, tensor) in given {
      guard let input = inputOfName[name] else {
        throw .unknownInput(input: name, inputs: inputs.map(\.name))
      }
      guard missing.remove(name) != nil else { throw .repeatedInput(input: name) }
      guard input.type == tensor.type, let byteCount = tensor.type.byteCount(of: tensor.count) else {
        throw .inputType(input: name, wanted: input.type == .string ? nil : input.type, found: tensor.type)
      }
      guard input.accepts(shape: tensor.shape) else {
        throw .inputShape(input: name, wanted: input.shape, found: tensor.shape)
      }
      guard byteCount <= tensor.bytes.count else {
        throw .inputTooShort(input: name, wanted: byteCount, found: tensor.bytes.count)
      }
    }
    if let input = inputs.first(where: { missing.contains($0.name) }) { throw .missingInput(input: input.name) }
  }

  // MARK: - The run

  private func run(
    unchecked inputs: [(name: String, tensor: Tensor)], _ cancellation: Cancellation
  ) throws(OnnxRuntimeFailure) -> [Tensor?] {
    let library = library
    // Options of their own for each run: once stopped they would stop the next run too. The handler keeps them, since
    // it may still be running when the run has ended.
    let options = try library.object(releasedBy: ort_release_run_options) {
      ort_create_run_options(library.table, $0)
    }
    let stop: @Sendable () -> Void = {
      if let status = ort_terminate_run(library.table, options.pointer) {
        ort_release_status(library.table, status)
      }
    }
    var values: [OnnxRuntimeObject] = []
    for input in inputs { values.append(try library.value(over: input.tensor)) }
    let call = RunCall(
      session: session, options: options, inputs: inputs, values: values, outputNames: outputNames, notes: notes)
    let ending = cancellation.withHandler(stop) { Abandonable.run(cancellation) { call.perform() } }
    // Left behind in the middle of a node: the caller sees the cancellation.
    guard let ending else { throw OnnxRuntimeFailure(message: "the run was left behind") }
    let outputs = try ending.get()
    var tensors: [Tensor?] = []
    for output in outputs {
      tensors.append(try output.flatMap { value throws(OnnxRuntimeFailure) in try value.tensor() })
    }
    return tensors
  }
}

/// One run with all that it uses, so that it can outlive who started it.
private struct RunCall {
  let session: OnnxRuntimeObject
  let options: OnnxRuntimeObject
  let inputs: [(name: String, tensor: Tensor)]
  let values: [OnnxRuntimeObject]
  let outputNames: CStrings
  let notes: Notes

  func perform() -> Result<[OnnxRuntimeObject?], OnnxRuntimeFailure> {
    let library = session.library
    let pointers = values.map { Optional($0.pointer) }
    let inputNames = CStrings(inputs.map(\.name))
    var results = [OpaquePointer?](repeating: nil, count: outputNames.count)
    let status = ort_run(
      library.table, session.pointer, options.pointer, inputNames.pointers, pointers, pointers.count,
      outputNames.pointers, outputNames.count, &results)
    // The library only borrows all of these.
    withExtendedLifetime((self, inputNames)) {}
    let outputs = results.map { result in
      result.map { OnnxRuntimeObject($0, of: library, releasedBy: ort_release_value) }
    }
    do throws(OnnxRuntimeFailure) {
      try library.check(status)
      return .success(outputs)
    } catch {
      return .failure(error)
    }
  }
}

/// Strings as C takes them, freed when nothing refers to them any more.
///
/// `@unchecked Sendable`: constant after `init`, and only read.
final class CStrings: @unchecked Sendable {
  let pointers: [UnsafePointer<CChar>?]
  private let storage: [UnsafeMutableBufferPointer<CChar>]

  init(_ strings: [String]) {
    storage = strings.map { string in
      let bytes = string.utf8CString
      let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
      _ = copy.initialize(from: bytes)
      return copy
    }
    pointers = storage.map { UnsafePointer($0.baseAddress) }
  }

  var count: Int { pointers.count }

  deinit {
    for copy in storage { copy.deallocate() }
  }
}

extension TensorDescription {
  /// The engine gives a tensor whose rank is not known the shape of a scalar; the graph tells which it is.
  fileprivate func withRank(from graph: Graph) -> TensorDescription {
    guard shape.isEmpty, let input = graph.inputs.first(where: { $0.name == name }),
      case .tensor(_, shape: nil) = input.kind
    else { return self }
    return TensorDescription(name: name, type: type, shape: [], hasKnownRank: false)
  }
}
