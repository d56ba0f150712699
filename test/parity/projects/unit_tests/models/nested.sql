select [id, id + 1] as ids, {'a': kind} as s, price from {{ ref('stg_sale') }}
