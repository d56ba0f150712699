{# Factors of the key-account matrix with the figure each is ranked by; their weights are a seed. #}
{% macro key_account_factors() -%}
    {{ return([
        ('revenue', 'year_net_amount'),
        ('growth', 'growth_rate'),
        ('margin', 'margin_rate'),
        ('potential', 'potential_amount'),
        ('share_of_wallet', 'share_of_wallet_rate'),
        ('satisfaction', 'mean_satisfaction_score'),
        ('tenure', 'tenure_days'),
        ('service_record', 'kept_rate'),
    ]) }}
{%- endmacro %}
