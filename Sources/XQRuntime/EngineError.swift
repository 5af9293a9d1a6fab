// What can go wrong with an engine, as facts; the sentences are in EngineError+Sentences.swift.

import XQFormats
import XQSystem

/// Why a model could not be loaded or run.
public enum EngineError: Error, Sendable, Equatable {
  /// No library could be opened: each place where it was looked for, and what was found there.
  case noLibrary([UnusablePlace])
  /// The library is there and failed for a reason of its own.
  case libraryFailed(reason: String)
  /// The file was changed, or cannot be mapped.
  case fileFailed(FileError)
  /// The engine does not take the model.
  case modelRefused(model: String, reason: String)
  /// More bytes than the engine takes in one piece; larger models keep their weights in files beside them.
  case modelTooLarge(model: String, byteCount: Int, limit: Int)
  /// The main graph has no tensor of this name. `similar`: names that were perhaps meant.
  case unknownTensor(model: String, tensor: String, similar: [String])
  /// The tensor is inside a subgraph of a node, where it cannot be fetched.
  case tensorInSubgraph(model: String, tensor: String, node: String)
  /// The model has no input of this name.
  case unknownInput(input: String, inputs: [String])
  /// An input was not given, or given more than once.
  case missingInput(input: String)
  case repeatedInput(input: String)
  /// `wanted` is `nil` where the input is no tensor of numbers, so that nothing can be given.
  case inputType(input: String, wanted: ElementType?, found: ElementType)
  /// In `wanted`, -1 is a dimension that is not fixed.
  case inputShape(input: String, wanted: [Int], found: [Int])
  /// The shape needs more bytes than there are.
  case inputTooShort(input: String, wanted: Int, found: Int)
  /// A run failed, in which node if that is known.
  case runFailed(node: String?, op: String?, reason: String)
  /// There is not enough memory.
  case outOfMemory(reason: String)
  /// It was asked to stop.
  case cancelled
}

/// A place where the engine's library was looked for in vain.
public struct UnusablePlace: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case notFound
    /// The dynamic loader's words.
    case notLoadable(String)
    /// A library, but not the engine's.
    case notOnnxRuntime
    /// Older than `oldest`.
    case tooOld(version: String, oldest: String)
  }

  public let place: OnnxRuntimeLocator.Place
  public let reason: Reason
}
