select id, upper(kind) as kind, price, sold_on from {{ source('raw', 'sales') }}
