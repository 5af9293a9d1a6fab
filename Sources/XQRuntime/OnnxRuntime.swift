// ONNX Runtime as an engine.

import COnnxRuntime
import Synchronization
import XQFormats
import XQSystem

/// ONNX Runtime's CPU engine behind its C interface.
///
/// Nothing is looked for or opened before the first model is loaded; if that fails, the next load tries again. May be
/// used from any thread.
public final class OnnxRuntime: Engine {
  private let locator: OnnxRuntimeLocator
  private let opened = Mutex<OnnxRuntimeLibrary?>(nil)
  private let notes = Notes()

  /// Bytes that the library takes in one piece.
  static let modelLimit = Int(Int32.max)

  public init(_ locator: OnnxRuntimeLocator) {
    self.locator = locator
  }

  /// `ONNX Runtime 1.32.0`; without the version before the library is opened.
  public var description: String {
    opened.withLock { $0 }.map { "ONNX Runtime \($0.version)" } ?? "ONNX Runtime"
  }

  /// Opens the library now, for callers that want to know its version and where it was found.
  public func open() throws(EngineError) -> (version: String, place: OnnxRuntimeLocator.Place) {
    let library = try library()
    return (library.version, library.place)
  }

  public func prepare() throws(EngineError) { _ = try library() }

  public func takeNotes() -> [String] { notes.take() }

  public func foldsConstants(of model: OnnxModel, options: EngineOptions) -> Bool {
    options.kernels == .reference && options.foldsConstants && ConstantFolding(model.runnable.graph).isPossible
  }

  /// Loads a model, see ``Engine/load(_:fetching:options:cancellation:)``.
  ///
  /// Graph inputs and initializers can be fetched too. Types that the interface gives no bytes of (sequences, maps,
  /// strings) are fetched as `nil`.
  public func load(
    _ model: OnnxModel, fetching tensors: [String], options: EngineOptions, cancellation: Cancellation
  ) throws(EngineError) -> any EngineSession {
    for tensor in tensors { try checkReachable(tensor, in: model) }
    let outputs = Set(model.graph.outputs.map(\.name))
    // A name given twice would give the tensor twice.
    let added = Set(tensors).subtracting(outputs).sorted()
    let (bytes, owner) = try modelBytes(model, with: outputsFragment(added))
    let library = try library()
    if cancellation.isCancelled { throw .cancelled }
    do throws(OnnxRuntimeFailure) {
      let session = try create(from: bytes, keptBy: owner, of: model, options, library, cancellation)
      return try OnnxRuntimeSession(session, fetching: tensors, of: model.graph, keeping: notes)
    } catch {
      if cancellation.isCancelled { throw .cancelled }
      let words = EngineWords(error.message)
      throw words.meansNoMemory
        ? .outOfMemory(reason: words.reason) : .modelRefused(model: model.path, reason: words.reason)
    }
  }

  // MARK: - Steps of loading

  private func library() throws(EngineError) -> OnnxRuntimeLibrary {
    try opened.withLock { opened throws(EngineError) in
      if let opened { return opened }
      let library = try OnnxRuntimeLibrary(locator)
      opened = library
      return library
    }
  }

  private func checkReachable(_ tensor: String, in model: OnnxModel) throws(EngineError) {
    let graph = model.runnable.graph
    // Names go to the library as C strings, which end at the first zero byte.
    let isKnown =
      graph.producer[tensor] != nil || graph.initializers[tensor] != nil
      || graph.inputs.contains { $0.name == tensor }
    if isKnown, !tensor.utf8.contains(0), !tensor.isEmpty { return }
    for node in graph.nodes where node.subgraphs.contains(where: { $0.tensors.contains { $0.name == tensor } }) {
      let place = node.name.isEmpty ? node.outputs.first { !$0.isEmpty } ?? node.op : node.name
      throw .tensorInSubgraph(model: model.path, tensor: tensor, node: place)
    }
    throw .unknownTensor(
      model: model.path, tensor: tensor, similar: similarNames(to: tensor, among: graph.producer.keys))
  }

  /// The model's bytes with the fragment behind them, and what keeps them alive.
  private func modelBytes(
    _ model: OnnxModel, with fragment: [UInt8]
  ) throws(EngineError) -> (bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    let file = model.runnable.bytes
    guard file.count + fragment.count <= Self.modelLimit else {
      throw .modelTooLarge(model: model.path, byteCount: file.count, limit: Self.modelLimit)
    }
    do throws(FileError) {
      if fragment.isEmpty {
        try file.checkUnchanged()
        return (file.bytes, file)
      }
      let joined = try file.appending(fragment)
      return (joined.bytes, joined)
    } catch {
      throw .fileFailed(error)
    }
  }

  private func create(
    from bytes: UnsafeRawBufferPointer, keptBy owner: AnyObject, of model: OnnxModel, _ options: EngineOptions,
    _ library: OnnxRuntimeLibrary, _ cancellation: Cancellation
  ) throws(OnnxRuntimeFailure) -> OnnxRuntimeObject {
    let settings = try sessionOptions(options, for: model, library)
    func create() throws(OnnxRuntimeFailure) -> OnnxRuntimeObject {
      // Constants are folded while a model is loaded, which can take as long as a run. A load that is left behind keeps
      // what it uses: the bytes, the settings, and the notes that its log lines go to.
      let ending = Abandonable.run(cancellation) { [notes] in
        Result { () throws(OnnxRuntimeFailure) in
          defer { withExtendedLifetime((owner, settings, notes)) {} }
          return try library.object(releasedBy: ort_release_session) {
            ort_create_session(
              library.table, library.environment, bytes.baseAddress, bytes.count, settings.pointer, $0)
          }
        }
      }
      guard let ending else { throw OnnxRuntimeFailure(message: "the load was left behind") }
      return try ending.get()
    }
    guard library.api >= Self.firstAPIWithLoadCancellation else { return try create() }
    // The handler keeps the options: it may still be running when the load has ended.
    let cancel: @Sendable () -> Void = {
      // Its status only says that it cannot be cancelled, and then the load goes on.
      if let status = ort_set_load_cancelled(library.table, settings.pointer, true) {
        ort_release_status(library.table, status)
      }
    }
    return try cancellation.withHandler(cancel, create)
  }

  private static let firstAPIWithLoadCancellation: UInt32 = 22

  private func sessionOptions(
    _ options: EngineOptions, for model: OnnxModel, _ library: OnnxRuntimeLibrary
  ) throws(OnnxRuntimeFailure) -> OnnxRuntimeObject {
    let object = try library.object(releasedBy: ort_release_session_options) {
      ort_create_session_options(library.table, $0)
    }
    let (table, pointer) = (library.table, object.pointer)
    defer { withExtendedLifetime(object) {} }
    let plan = OptimizationPlan(options, for: model.runnable.graph)
    try library.check(ort_set_optimization_level(table, pointer, plan.level))
    try library.check(ort_set_threads_within_operators(table, pointer, Int32(clamping: max(1, options.threads))))
    try library.check(ort_set_threads_between_operators(table, pointer, 1))
    try library.check(ort_set_session_logger(table, pointer, Notes.logger, notes.context))
    var entries = plan.entries
    // Threads that wait by spinning take the processor from the other model's.
    entries.append((key: "session.intra_op.allow_spinning", value: "0"))
    if let folder = model.folder {
      // Without it external data are looked for in the working directory.
      entries.append((key: "session.model_external_initializers_file_folder_path", value: folder))
    }
    for entry in entries { try library.check(ort_add_session_config(table, pointer, entry.key, entry.value)) }
    return object
  }
}
