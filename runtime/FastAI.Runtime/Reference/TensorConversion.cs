using System.Numerics;
using FastAI.Model;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FastAI.Runtime.Reference;

/// <summary>Moves values between doubles and tensors of the model's element types.</summary>
internal static class TensorConversion
{
    /// <summary>Makes an input tensor. Floating-point elements are rounded to nearest; an integer element must be given an integer in its
    /// range.</summary>
    /// <exception cref="FastAIException">A value has no exact counterpart in an integer type, or the type is not numeric.</exception>
    internal static OrtValue ToTensor(ReferencePort port, ReadOnlySpan<double> values, long[] shape) =>
        port.ElementType switch
        {
            TensorElementType.Float => Round(values, shape, value => (float)value),
            TensorElementType.Double => Round(values, shape, value => value),
            TensorElementType.Float16 => Round(values, shape, value => new Float16(BitConverter.HalfToUInt16Bits((Half)value))),
            TensorElementType.Int64 => Exact<long>(port, values, shape),
            TensorElementType.Int32 => Exact<int>(port, values, shape),
            TensorElementType.Int16 => Exact<short>(port, values, shape),
            TensorElementType.Int8 => Exact<sbyte>(port, values, shape),
            TensorElementType.UInt64 => Exact<ulong>(port, values, shape),
            TensorElementType.UInt32 => Exact<uint>(port, values, shape),
            TensorElementType.UInt16 => Exact<ushort>(port, values, shape),
            TensorElementType.UInt8 => Exact<byte>(port, values, shape),
            TensorElementType.Bool => Booleans(port, values, shape),
            _ => throw FastAIException.Unsupported(
                $"input \"{port.Name}\" is a tensor of {port.ElementType}; only numbers and booleans can " + $"be fed."
            ),
        };

    /// <summary>Reads an output tensor.</summary>
    /// <exception cref="FastAIException">The type is not numeric, or an integer is too large to be exact as a double.</exception>
    internal static double[] ToDoubles(string output, OrtValue tensor)
    {
        var type = tensor.GetTensorTypeAndShape().ElementDataType;
        return type switch
        {
            TensorElementType.Float => Widen(tensor.GetTensorDataAsSpan<float>(), value => (double)value),
            TensorElementType.Double => tensor.GetTensorDataAsSpan<double>().ToArray(),
            TensorElementType.Float16 => Widen(tensor.GetTensorDataAsSpan<Float16>(), value => (double)(float)value),
            TensorElementType.Int64 => Widen(tensor.GetTensorDataAsSpan<long>(), value => ExactDouble(output, value)),
            TensorElementType.Int32 => Widen(tensor.GetTensorDataAsSpan<int>(), value => (double)value),
            TensorElementType.Int16 => Widen(tensor.GetTensorDataAsSpan<short>(), value => (double)value),
            TensorElementType.Int8 => Widen(tensor.GetTensorDataAsSpan<sbyte>(), value => (double)value),
            TensorElementType.UInt64 => Widen(tensor.GetTensorDataAsSpan<ulong>(), value => ExactDouble(output, value)),
            TensorElementType.UInt32 => Widen(tensor.GetTensorDataAsSpan<uint>(), value => (double)value),
            TensorElementType.UInt16 => Widen(tensor.GetTensorDataAsSpan<ushort>(), value => (double)value),
            TensorElementType.UInt8 => Widen(tensor.GetTensorDataAsSpan<byte>(), value => (double)value),
            TensorElementType.Bool => Widen(tensor.GetTensorDataAsSpan<bool>(), value => value ? 1.0 : 0.0),
            _ => throw FastAIException.Unsupported(
                $"output \"{output}\" is a tensor of {type}; only numbers and booleans can be " + $"compared."
            ),
        };
    }

    private static OrtValue Round<T>(ReadOnlySpan<double> values, long[] shape, Func<double, T> convert)
        where T : unmanaged
    {
        var elements = new T[values.Length];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = convert(values[index]);
        }
        return OrtValue.CreateTensorValueFromMemory(elements, shape);
    }

    private static OrtValue Exact<T>(ReferencePort port, ReadOnlySpan<double> values, long[] shape)
        where T : unmanaged, IBinaryInteger<T>
    {
        var elements = new T[values.Length];
        for (var index = 0; index < elements.Length; index++)
        {
            // Beyond 2^53 a double stands for many integers, so that it cannot say which one is meant.
            elements[index] = T.CreateSaturating(values[index]);
            if (Math.Abs(values[index]) > 1L << 53 || double.CreateChecked(elements[index]) != values[index])
            {
                throw NotElement(port, values[index], index);
            }
        }
        return OrtValue.CreateTensorValueFromMemory(elements, shape);
    }

    private static OrtValue Booleans(ReferencePort port, ReadOnlySpan<double> values, long[] shape)
    {
        var elements = new bool[values.Length];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = values[index] is 0 or 1 ? values[index] == 1 : throw NotElement(port, values[index], index);
        }
        return OrtValue.CreateTensorValueFromMemory(elements, shape);
    }

    private static FastAIException NotElement(ReferencePort port, double value, int index) =>
        FastAIException.BadInput(
            $"input \"{port.Name}\": the value {value} at element {index} of the batch is not a value of the "
                + $"model's type {port.ElementType}."
        );

    private static double[] Widen<T>(ReadOnlySpan<T> elements, Func<T, double> convert)
    {
        var values = new double[elements.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = convert(elements[index]);
        }
        return values;
    }

    private static double ExactDouble<T>(string output, T value)
        where T : IBinaryInteger<T>
    {
        var number = double.CreateChecked(value);
        return Math.Abs(number) <= 1L << 53
            ? number
            : throw FastAIException.Unsupported($"output \"{output}\" has the integer {value}, which a double does not hold exactly.");
    }
}
