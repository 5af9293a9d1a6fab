// The one gate to the file system: everything that is read or written goes through it.

/// What may be read and written, and how.
///
/// Paths are relative to the current folder; `~/` is the user's folder; `example:NAME` is what the host ships inside the
/// program. Links and `..` are resolved before a path is held against the policy.
public struct FileAccess: Sendable {
  /// What a caller may touch.
  public enum Policy: Sendable {
    case unrestricted
    /// Reading below any of these folders, writing below one of them or nowhere.
    case limited(readable: [String], writable: String?)
  }

  public let policy: Policy
  /// What `example:NAME` stands for.
  public let shipped: any ShippedFiles
  /// Told of every file that was opened for reading.
  public var onRead: (@Sendable (FileBytes) -> Void)?
  /// Whether writing is checked and then left undone, for a run that must not change anything.
  public var discardsWrites = false

  public init(policy: Policy = .unrestricted, shipped: any ShippedFiles = NoShippedFiles()) {
    self.policy = policy
    self.shipped = shipped
  }
}

/// Files inside the program, by the name behind `example:`.
public protocol ShippedFiles: Sendable {
  /// All names, sorted.
  var names: [String] { get }
  /// The bytes of one, which live as long as the program, and the file name that is shown (`digits/float.onnx`).
  func file(_ name: String) -> (bytes: UnsafeRawBufferPointer, fileName: String)?
}

/// A host that ships nothing.
public struct NoShippedFiles: ShippedFiles {
  public init() {}
  public var names: [String] { [] }
  public func file(_ name: String) -> (bytes: UnsafeRawBufferPointer, fileName: String)? { nil }
}
