// Why a file cannot be used, as facts; the sentence is put together here.

import XQSystem

/// An input that is missing, damaged, foreign or does not fit.
public struct FormatError: Error, Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// The file, or something that it must hold, is not there.
    case missing
    /// There is nothing in it.
    case empty
    /// It ends before it should.
    case truncated
    /// It is a file of another kind.
    case foreign
    /// It is what it should be, of a sort that cannot be used here.
    case unsupported
    /// It contradicts itself or its format.
    case invalid
    /// It is right, and does not fit what it is used with.
    case mismatched
    /// The policy of file access forbids it.
    case refused
    /// The system failed, or the file changed while it was read.
    case unreadable
  }

  public let kind: Kind
  /// The file as the user named it.
  public let file: String
  /// The tensor, array or member inside it.
  public let subject: String?
  /// What is wrong, as the end of a sentence that starts with file and subject.
  public let problem: String
  public let wanted: String?
  public let found: String?
  /// What to do next, a line each.
  public let advice: [String]

  public init(
    _ kind: Kind, file: String, subject: String? = nil, _ problem: String, wanted: String? = nil,
    found: String? = nil, advice: [String] = []
  ) {
    self.kind = kind
    self.file = file
    self.subject = subject
    self.problem = problem
    self.wanted = wanted
    self.found = found
    self.advice = advice
  }

  /// What the gate to the file system said.
  public init(_ error: FileError) {
    let kind: Kind =
      switch error.reason {
      case .notFound, .unknownShipped: .missing
      case .refused: .refused
      case .isFolder, .isNoFolder, .isSpecial, .impossiblePath, .beyondLimit: .foreign
      case .permissionDenied, .changed, .system: .unreadable
      }
    self.init(kind, file: error.path, error.message, advice: error.advice)
    saysFile = true
  }

  /// Whether `problem` names the file already.
  private var saysFile = false

  /// One sentence: file, subject, what is wrong, wanted and found.
  public var message: String {
    var sentence = saysFile ? problem : "'\(file)'" + (subject.map { ": '\($0)' " } ?? " ") + problem
    if let wanted { sentence += "; wanted \(wanted)" }
    if let found { sentence += (wanted == nil ? "; found " : ", found ") + found }
    return sentence
  }
}

extension FormatError: CustomStringConvertible {
  public var description: String { ([message] + advice).joined(separator: "; ") }
}

extension FileAccess {
  /// ``FileAccess/read(_:)`` with the error that readers of formats throw.
  func contents(_ path: String) throws(FormatError) -> FileBytes {
    do throws(FileError) {
      return try read(path)
    } catch {
      throw FormatError(error)
    }
  }
}

extension FileBytes {
  /// ``FileBytes/checkUnchanged()`` with the error that readers of formats throw.
  func requireUnchanged() throws(FormatError) {
    do throws(FileError) {
      try checkUnchanged()
    } catch {
      throw FormatError(error)
    }
  }
}
