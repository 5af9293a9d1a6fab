// ONNX Runtime's library, opened: its functions, its environment, its objects.
//
// Unsafe memory here: objects of the library are opaque pointers, each owned by one `OnnxRuntimeObject` that keeps the
// library's environment alive and releases the object when nothing refers to it any more.

import COnnxRuntime

/// A call of the library that failed, in its own words.
struct OnnxRuntimeFailure: Error {
  let message: String
}

/// The opened library with its environment. Both are made at the first use of a model: they take some 20 ms.
///
/// `@unchecked Sendable`: everything in it is constant after `init`, and the library's functions may be called from
/// any thread.
final class OnnxRuntimeLibrary: @unchecked Sendable {
  let table: ort_table
  let version: String
  let api: UInt32
  let environment: OpaquePointer
  /// Says that memory is the processor's.
  let memory: OpaquePointer
  /// Belongs to the library.
  let allocator: OpaquePointer

  /// 1.17 is the first version with a log function for each session.
  static let oldestAPI: UInt32 = 17
  static let newestAPI: UInt32 = 24

  /// Opens the first of the locator's places that holds a library fit for use.
  init(_ locator: OnnxRuntimeLocator) throws(EngineError) {
    var unusable: [UnusablePlace] = []
    var opened: ort_library?
    for place in locator.places where opened == nil {
      switch Self.open(place) {
      case .success(let library): opened = library
      case .failure(let failure): unusable.append(UnusablePlace(place: place, reason: failure.reason))
      }
    }
    guard let opened, let table = opened.table else { throw .noLibrary(unusable) }
    self.table = table
    version = String(cString: opened.version)
    api = opened.api
    do throws(OnnxRuntimeFailure) {
      environment = try Self.make(table) {
        // Sessions have their own log functions. This one outlives them all, so it must not refer to anything.
        ort_create_environment(table, { _, _, _, _, _, _ in }, nil, Severity.warning, "xqsh", $0)
      }
    } catch {
      throw .libraryFailed(reason: EngineWords(error.message).reason)
    }
    do throws(OnnxRuntimeFailure) {
      memory = try Self.make(table) { ort_create_cpu_memory_info(table, 1, 0, $0) }
      allocator = try Self.make(table) { ort_get_default_allocator(table, $0) }
    } catch {
      ort_release_environment(table, environment)
      throw .libraryFailed(reason: EngineWords(error.message).reason)
    }
  }

  deinit {
    ort_release_memory_info(table, memory)
    ort_release_environment(table, environment)
  }

  enum Severity {
    static let warning: Int32 = 2
  }

  // MARK: - Calls

  /// Throws what a status says.
  func check(_ status: OpaquePointer?) throws(OnnxRuntimeFailure) {
    try Self.check(table, status)
  }

  /// A new object of the library, which the caller releases.
  func make(_ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?) throws(OnnxRuntimeFailure)
    -> OpaquePointer
  {
    try Self.make(table, body)
  }

  /// A new object of the library, released by `release` when nothing refers to it any more.
  func object(
    releasedBy release: @escaping (ort_table?, OpaquePointer?) -> Void,
    _ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?
  ) throws(OnnxRuntimeFailure) -> OnnxRuntimeObject {
    OnnxRuntimeObject(try make(body), of: self, releasedBy: release)
  }

  private static func check(_ table: ort_table, _ status: OpaquePointer?) throws(OnnxRuntimeFailure) {
    guard let status else { return }
    defer { ort_release_status(table, status) }
    let message = ort_get_error_message(table, status).map { String(cString: $0) }
    throw OnnxRuntimeFailure(message: message ?? "error \(ort_get_error_code(table, status))")
  }

  private static func make(
    _ table: ort_table, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> OpaquePointer?
  ) throws(OnnxRuntimeFailure) -> OpaquePointer {
    var result: OpaquePointer?
    try check(table, body(&result))
    guard let result else { throw OnnxRuntimeFailure(message: "a call gave no object") }
    return result
  }

  // MARK: - Opening

  private struct Unusable: Error {
    let reason: UnusablePlace.Reason
  }

  private static func open(_ place: OnnxRuntimeLocator.Place) -> Result<ort_library, Unusable> {
    guard place.origin == .system || place.exists else { return .failure(Unusable(reason: .notFound)) }
    var library = ort_library()
    var words = [CChar](repeating: 0, count: 1024)
    let opening = words.withUnsafeMutableBufferPointer {
      ort_open(place.path, oldestAPI, newestAPI, &library, $0.baseAddress, $0.count)
    }
    switch opening {
    case ort_opened: return .success(library)
    case ort_not_onnx_runtime: return .failure(Unusable(reason: .notOnnxRuntime))
    case ort_too_old:
      let version = library.version.map { String(cString: $0) } ?? "unknown"
      return .failure(Unusable(reason: .tooOld(version: version, oldest: "1.\(oldestAPI)")))
    default:
      let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let isAbsent = place.origin == .system && text.contains("No such file")
      return .failure(Unusable(reason: isAbsent ? .notFound : .notLoadable(place.withoutPath(text))))
    }
  }
}

/// Owns one object of the library.
///
/// `@unchecked Sendable`: the pointer is constant; who calls the library with it minds that function's rules for
/// threads.
final class OnnxRuntimeObject: @unchecked Sendable {
  let pointer: OpaquePointer
  let library: OnnxRuntimeLibrary
  private let release: (ort_table?, OpaquePointer?) -> Void

  init(
    _ pointer: OpaquePointer, of library: OnnxRuntimeLibrary,
    releasedBy release: @escaping (ort_table?, OpaquePointer?) -> Void
  ) {
    self.pointer = pointer
    self.library = library
    self.release = release
  }

  deinit { release(library.table, pointer) }
}
