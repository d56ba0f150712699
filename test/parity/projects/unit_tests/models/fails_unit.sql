select id, kind from {{ ref('stg_sale') }}
