// The twin of math.rs: every operation in its written order. `exp_of`, `ln_of` and `floor_of` are its `exp`,
// `ln` and `floor`, which WGSL has functions of its own for.

const PI: f32 = 3.14159274f;
const INV_PI: f32 = 0.318309873f;
const GREATEST: f32 = 3.40282347e38f;
const NONE: u32 = 0xffffffffu;

// (x x' + y y') + z z'.
fn dot3(a: vec3f, b: vec3f) -> f32 {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

fn cross3(a: vec3f, b: vec3f) -> vec3f {
    return vec3f(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

fn length3(a: vec3f) -> f32 {
    return sqrt(dot3(a, a));
}

fn normalized(a: vec3f) -> vec3f {
    let squared = dot3(a, a);
    if squared > 0.0f {
        return a * (1.0f / sqrt(squared));
    }
    return a;
}

fn max_component(a: vec3f) -> f32 {
    return max(max(a.x, a.y), a.z);
}

fn luminance(a: vec3f) -> f32 {
    return 0.2126f * a.x + 0.7152f * a.y + 0.0722f * a.z;
}

fn is_finite(value: f32) -> bool {
    return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

fn is_finite3(a: vec3f) -> bool {
    return is_finite(a.x) && is_finite(a.y) && is_finite(a.z);
}

fn is_black(a: vec3f) -> bool {
    return a.x == 0.0f && a.y == 0.0f && a.z == 0.0f;
}

fn lerp3(a: vec3f, b: vec3f, t: f32) -> vec3f {
    return a * (1.0f - t) + b * t;
}

// An orthonormal frame.
struct Frame {
    tangent: vec3f,
    bitangent: vec3f,
    normal: vec3f,
}

fn coordinate_system(n: vec3f) -> Frame {
    let sign = select(-1.0f, 1.0f, n.z >= 0.0f);
    let a = -1.0f / (sign + n.z);
    let b = n.x * n.y * a;
    return Frame(
        vec3f(1.0f + sign * n.x * n.x * a, sign * b, -sign * n.x),
        vec3f(b, sign + n.y * n.y * a, -n.y),
        n,
    );
}

fn to_local(frame: Frame, v: vec3f) -> vec3f {
    return vec3f(dot3(frame.tangent, v), dot3(frame.bitangent, v), dot3(frame.normal, v));
}

fn to_world(frame: Frame, v: vec3f) -> vec3f {
    return frame.tangent * v.x + frame.bitangent * v.y + frame.normal * v.z;
}

fn concentric_disk(u: vec2f) -> vec2f {
    let a = 2.0f * u.x - 1.0f;
    let b = 2.0f * u.y - 1.0f;
    if a == 0.0f && b == 0.0f {
        return vec2f(0.0f, 0.0f);
    }
    if a * a > b * b {
        let turned = sin_cos_within_45(b / a);
        return vec2f(a * turned.y, a * turned.x);
    }
    let turned = sin_cos_within_45(a / b);
    return vec2f(b * turned.x, b * turned.y);
}

fn sin_cos_within_45(ratio: f32) -> vec2f {
    let t = ratio * (PI * 0.25f);
    let s = t * t;
    let sine = t * (1.0f + s * (-0.16666667f + s * (0.008333333f + s * -0.0001984127f)));
    let cosine = 1.0f + s * (-0.5f + s * (0.041666668f + s * (-0.0013888889f + s * 0.000024801587f)));
    return vec2f(sine, cosine);
}

// Sine and cosine of `turned` full turns, for 0 <= turned <= 1.
fn sin_cos_turns(turned: f32) -> vec2f {
    let quarters = turned * 4.0f;
    let nearest = u32(quarters + 0.5f);
    let found = sin_cos_within_45((quarters - f32(nearest)) * 2.0f);
    switch nearest & 3u {
        case 0u: { return found; }
        case 1u: { return vec2f(found.y, -found.x); }
        case 2u: { return -found; }
        default: { return vec2f(-found.y, found.x); }
    }
}

// The angle of a point in turns, from the x axis towards y.
fn atan2_turns(y: f32, x: f32) -> f32 {
    let ax = abs(x);
    let ay = abs(y);
    let low = min(ax, ay);
    let high = max(ax, ay);
    if high <= 0.0f {
        return 0.0f;
    }
    let ratio = low / high;
    var base = 0.0f;
    var t = ratio;
    if ratio > 0.41421356f {
        base = PI * 0.25f;
        t = (ratio - 1.0f) / (ratio + 1.0f);
    }
    let z = t * t;
    let series = ((0.080537446f * z - 0.13877686f) * z + 0.1997771f) * z - 0.3333295f;
    var angle = base + (series * z * t + t);
    if ay > ax {
        angle = PI * 0.5f - angle;
    }
    if x < 0.0f {
        angle = PI - angle;
    }
    let turned = angle * (0.5f * INV_PI);
    return select(turned, -turned, y < 0.0f);
}

fn exp_of(value: f32) -> f32 {
    if !(value >= -87.0f) {
        return 0.0f;
    }
    let x = min(value, 88.0f);
    let n = floor_of(x * 1.442695f + 0.5f);
    let r = (x - n * 0.6933594f) + n * 0.00021219444f;
    let series = 0.5f + r * (0.16666667f + r * (0.041666668f + r * (0.008333334f + r * 0.001388889f)));
    return (1.0f + r * (1.0f + r * series)) * bitcast<f32>(u32(i32(n) + 127) << 23u);
}

fn ln_of(value: f32) -> f32 {
    let bits = bitcast<u32>(max(value, 1e-37f));
    var exponent = i32(bits >> 23u) - 127;
    var mantissa = bitcast<f32>((bits & 0x007fffffu) | 0x3f800000u);
    if mantissa > 1.4142135f {
        mantissa = mantissa * 0.5f;
        exponent = exponent + 1;
    }
    let s = (mantissa - 1.0f) / (mantissa + 1.0f);
    let z = s * s;
    let series = 2.0f + z * (0.6666667f + z * (0.4f + z * (0.2857143f + z * 0.22222222f)));
    return f32(exponent) * 0.6931472f + s * series;
}

// The largest integer not above a number; numbers too large to have a fraction are returned as they are.
fn floor_of(value: f32) -> f32 {
    if abs(value) >= 8388608.0f {
        return value;
    }
    let whole = f32(i32(value));
    return select(whole, whole - 1.0f, whole > value);
}

// The key before a time of the shutter interval (as a float), and the fraction of the way to the next.
fn time_segment(time: f32, keys: u32) -> vec2f {
    let at = time * f32(keys - 1u);
    let key = f32(min(u32(at), keys - 2u));
    return vec2f(key, at - key);
}
