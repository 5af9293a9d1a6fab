// Bytes together with what keeps them alive.

/// A range of somebody's bytes, readable as long as the view or a copy of it lives.
///
/// Bind the view to a name before taking ``bytes`` from it: those of a temporary view are gone at once.
///
/// `@unchecked Sendable`: nobody writes to the bytes once a view of them exists.
public struct ByteView: @unchecked Sendable {
  public let bytes: UnsafeRawBufferPointer
  /// Keeps the bytes alive.
  public let owner: any AnyObject & Sendable

  public init(_ bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    self.bytes = bytes
    self.owner = owner
  }

  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  /// A part of it. `range` must lie inside.
  func slice(_ range: Range<Int>) -> ByteView {
    ByteView(UnsafeRawBufferPointer(rebasing: bytes[range]), owner: owner)
  }
}

/// Fresh memory, aligned for every element type and for vector loads.
///
/// `@unchecked Sendable`: it is filled by the one function that made it before anybody else sees it.
final class AlignedBuffer: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
    bytes = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
  }

  deinit { bytes.deallocate() }

  /// The buffer lives at least until `body` returns.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  var view: ByteView { ByteView(UnsafeRawBufferPointer(bytes), owner: self) }
}
