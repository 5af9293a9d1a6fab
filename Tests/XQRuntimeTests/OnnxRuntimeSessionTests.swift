// Running models: what comes out, what is refused.

import Testing
import XQFormats
import XQRuntime
import XQSystem

@Suite struct OnnxRuntimeSessionTests {
  private let x = Tensor([2, 4], [1, 0, 0, 0, -1, -1, 0, 0])

  @Test func fetchesInnerTensorsInTheOrderAskedFor() throws {
    let session = try session("inner", fetching: ["y", "hidden"])
    let results = try session.run([("x", x)], cancellation: Cancellation())
    #expect(session.fetched.map(\.name) == ["y", "hidden"])
    #expect(results.map { $0?.shape } == [[2, 2], [2, 2]])
    #expect(results[0]?.floats == [1, 0, 0, 3])
    #expect(results[1]?.floats == [1, -1, -3, 3])
  }

  @Test func givesATensorAsOftenAsItIsAskedFor() throws {
    let session = try session("inner", fetching: ["hidden", "hidden"])
    let results = try session.run([("x", x)], cancellation: Cancellation())
    #expect(results.map { $0?.floats } == [[1, -1, -3, 3], [1, -1, -3, 3]])
  }

  @Test(arguments: [
    EngineOptions(), EngineOptions(foldsConstants: false), EngineOptions(kernels: .deployed, threads: 2),
  ])
  func fetchesInputsAndInitializers(options: EngineOptions) throws {
    let session = try session("inner", fetching: ["x", "w", "y"], options: options)
    let results = try session.run([("x", x)], cancellation: Cancellation())
    #expect(results[0]?.floats == x.floats)
    #expect(results[1]?.floats == [1, -1, 2, -2, 3, -3, 4, -4])
    #expect(results[2]?.floats == [1, 0, 0, 3])
  }

  @Test func givesNothingWhereNothingIsFetched() throws {
    let session = try session("inner", fetching: [])
    #expect(try session.run([("x", x)], cancellation: Cancellation()).isEmpty)
    #expect(throws: EngineError.missingInput(input: "x")) { try session.run([], cancellation: Cancellation()) }
  }

  @Test func describesInputsAndFetchedTensors() throws {
    let session = try session("inner", fetching: ["hidden"])
    #expect(session.inputs == [TensorDescription(name: "x", type: .float32, shape: [-1, 4])])
    #expect(session.fetched == [TensorDescription(name: "hidden", type: .float32, shape: [-1, 2])])
  }

  @Test func resultsOutliveTheirSession() throws {
    var results: [Tensor?] = []
    do {
      let session = try session("inner", fetching: ["hidden"])
      results = try session.run([("x", x)], cancellation: Cancellation())
      // Another run must not write over the tensors of the first.
      _ = try session.run([("x", Tensor([1, 4], [9, 9, 9, 9]))], cancellation: Cancellation())
    }
    #expect(results[0]?.floats == [1, -1, -3, 3])
  }

  @Test func takesEmptyAndUnalignedInputs() throws {
    let session = try session("inner", fetching: ["y"])
    let empty = try session.run([("x", Tensor([0, 4], []))], cancellation: Cancellation())
    #expect(empty[0]?.shape == [0, 2])
    #expect(empty[0]?.bytes.isEmpty == true)
    let unaligned = Tensor([1, 4], [1, 1, 1, 1], offset: 3)
    #expect(try session.run([("x", unaligned)], cancellation: Cancellation())[0]?.floats == [10, 0])
  }

  @Test func takesAnyShapeWhereTheRankIsNotKnown() throws {
    let session = try session("any_rank", fetching: ["y"])
    #expect(session.inputs == [TensorDescription(name: "x", type: .float32, shape: [], hasKnownRank: false)])
    for shape in [[], [1], [1, 1, 1]] {
      let result = try session.run([("x", Tensor(shape, [2]))], cancellation: Cancellation())[0]
      #expect(result?.shape == shape)
      #expect(result?.floats == [-2])
    }
  }

  @Test func givesEveryTypeOfTensor() throws {
    let names = [
      "as_int32", "as_int64", "as_bool", "as_float16", "as_bfloat16", "as_float64", "as_float8", "as_int4",
    ]
    let session = try session("types", fetching: names)
    let results = try session.run([("x", Tensor([3], [1, 0, -2]))], cancellation: Cancellation())
    let types = results.map { $0?.type }
    #expect(types == [.int32, .int64, .bool, .float16, .bfloat16, .float64, .float8E4M3FN, .int4])
    #expect(results.allSatisfy { $0?.shape == [3] })
    #expect(results[0]?.elements(as: Int32.self) == [1, 0, -2])
    #expect(results[1]?.elements(as: Int64.self) == [1, 0, -2])
    #expect(results[2]?.elements(as: UInt8.self) == [1, 0, 1])
    #expect(results[3]?.elements(as: UInt16.self) == [0x3c00, 0, 0xc000])
    #expect(results[4]?.elements(as: UInt16.self) == [0x3f80, 0, 0xc000])
    #expect(results[5]?.elements(as: Double.self) == [1, 0, -2])
    #expect(results[6]?.elements(as: UInt8.self) == [0x38, 0, 0xc0])
    // Two a byte, the first in the low half; nothing is said about the half that is left over.
    #expect(results[7]?.elements(as: UInt8.self).first == 0x01)
    #expect(results[7]?.elements(as: UInt8.self).last.map { $0 & 0x0f } == 0x0e)
    #expect(results[7]?.bytes.count == 2)
  }

  @Test func givesNothingForStringsAndSequences() throws {
    let session = try session("types", fetching: ["as_string", "y", "as_sequence"])
    let results = try session.run([("x", Tensor([3], [1, 0, -2]))], cancellation: Cancellation())
    #expect(results.map { $0?.floats } == [nil, [1, 0, -2], nil])
    #expect(session.fetched.map(\.type) == [.string, .float32, nil])
  }

  @Test(
    arguments: [
      ([], EngineError.missingInput(input: "x"), "no data for input 'x'"),
      (
        [("z", [1, 4])], .unknownInput(input: "z", inputs: ["x"]),
        "the model has no input 'z'; its inputs are 'x'"
      ),
      ([("x", [1, 4]), ("x", [1, 4])], .repeatedInput(input: "x"), "data for input 'x' given twice"),
      (
        [("x", [1, 5])], .inputShape(input: "x", wanted: [-1, 4], found: [1, 5]),
        "input 'x' takes shape [?, 4], found [1, 5]"
      ),
      (
        [("x", [4])], .inputShape(input: "x", wanted: [-1, 4], found: [4]),
        "input 'x' takes shape [?, 4], found [4]"
      ),
    ] as [([(String, [Int])], EngineError, String)])
  func refusesInputs(given: [(String, [Int])], error: EngineError, message: String) throws {
    let session = try session("inner", fetching: ["y"])
    let inputs = given.map { (name: $0.0, tensor: Tensor($0.1, Array(repeating: 1, count: $0.1.reduce(1, *)))) }
    #expect(throws: error) { try session.run(inputs, cancellation: Cancellation()) }
    #expect(error.message == message)
  }

  @Test func refusesAnotherType() throws {
    let session = try session("inner", fetching: ["y"])
    let error = EngineError.inputType(input: "x", wanted: .float32, found: .float64)
    #expect(throws: error) {
      try session.run([("x", Tensor(.float64, [1, 4], [1.0, 2, 3, 4]))], cancellation: Cancellation())
    }
    #expect(error.description == "input 'x' takes float32, found float64; convert the data to float32")
  }

  @Test func refusesFewerBytesThanTheShapeNeeds() throws {
    let session = try session("inner", fetching: ["y"])
    #expect(throws: EngineError.inputTooShort(input: "x", wanted: 32, found: 16)) {
      try session.run([("x", Tensor([2, 4], [1, 2, 3, 4]))], cancellation: Cancellation())
    }
  }

  @Test func namesTheNodeThatFails() throws {
    let session = try session("fails", fetching: ["y"])
    let error = try #require(throws: EngineError.self) {
      try session.run([("x", x)], cancellation: Cancellation())
    }
    #expect(
      error
        == .runFailed(
          node: "reshape", op: "Reshape",
          reason: "the input tensor cannot be reshaped to the requested shape. "
            + "Input shape:{2,4}, requested shape:{7}"))
    #expect(error.message.hasPrefix("the run failed in node 'reshape' (Reshape): the input tensor cannot"))
  }

  @Test func reportsThatMemoryIsMissing() throws {
    let session = try session("huge", fetching: ["y"])
    #expect(
      throws: EngineError.outOfMemory(reason: "failed to allocate memory for requested buffer of size 17592186044416")
    ) {
      try session.run([("x", Tensor([1, 1], [1]))], cancellation: Cancellation())
    }
  }

  @Test func cancelsARun() async throws {
    let session = try session("endless", fetching: ["y"])
    let cancellation = Cancellation()
    let run = Task.detached {
      try session.run([("x", Tensor([1], [0]))], cancellation: cancellation)
    }
    // Time for the run to begin; without it the result is the same, but another way leads to it.
    try await Task.sleep(for: .milliseconds(100))
    cancellation.cancel()
    await #expect(throws: EngineError.cancelled) { try await run.value }
    // Set before the run: it does not start.
    #expect(throws: EngineError.cancelled) {
      try session.run([("x", Tensor([1], [0]))], cancellation: cancellation)
    }
  }
}
