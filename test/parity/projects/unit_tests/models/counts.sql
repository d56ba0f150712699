select kind, count(*) as n, max(sold_on) as last from {{ ref('stg_sale') }} group by kind
